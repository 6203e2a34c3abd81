import type { Profile } from '../../../src/core/profile-schema.ts'
import type { Family } from './families.ts'
import {
  aptSource,
  azureRepository,
  elOsRelease,
  elRepository,
  plainOsRelease,
  suseOsRelease,
  suseRepository,
} from './texts.ts'

/** What a root needs beyond its profile to look like the distribution. `{…}` are filled by root-files.ts. */
export interface Distribution {
  family: Family
  /** The family of some versions, by version or first number. */
  families?: Readonly<Record<string, Family>>
  /** VERSION_ID of the roots of a row, by its `versions`, where those are not the ends of the row's range. */
  samples?: Readonly<Record<string, readonly string[]>>
  /** os-release as images have it; a text of test/fixtures/os-release counts instead. */
  osRelease: string
  /** Name of such a text, where it is not `<id>-<version>`. */
  fixtures?: Readonly<Record<string, string>>
  /** `{name}`, where it is not the profile's, by version or its first number. */
  names?: Readonly<Record<string, string>>
  /** `{word}`, by version or its first number. */
  words?: Readonly<Record<string, string>>
  /** The package that has the release files, in the rpm database. */
  release?: string
  files: Readonly<Record<string, string>>
}

/** How a distribution looks: as it is listed here, else by its package manager alone. */
export function distributionOf({ id, packageManager }: Pick<Profile, 'id' | 'packageManager'>): Distribution {
  return distributions[id] ?? unlisted[packageManager]
}

/** By the id of the profile. */
const distributions: Readonly<Record<string, Distribution>> = {
  debian: {
    family: 'debian',
    osRelease: `PRETTY_NAME="Debian GNU/Linux {version} ({codename})"
NAME="Debian GNU/Linux"
VERSION_ID="{version}"
VERSION="{version} ({codename})"
VERSION_CODENAME={codename}
ID=debian
`,
    fixtures: { 14: 'debian-testing' },
    files: { '/etc/debian_version': '{version}.1\n', '/etc/apt/sources.list': aptSource },
  },
  ubuntu: {
    family: 'debian',
    osRelease: `PRETTY_NAME="Ubuntu {version}"
NAME="Ubuntu"
VERSION_ID="{version}"
VERSION="{version} ({codename})"
VERSION_CODENAME={codename}
ID=ubuntu
ID_LIKE=debian
UBUNTU_CODENAME={codename}
`,
    files: {
      '/etc/debian_version': 'testing/sid\n',
      '/etc/lsb-release': 'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE={version}\nDISTRIB_CODENAME={codename}\n',
      '/etc/apt/sources.list': aptSource,
    },
  },
  rhel: {
    family: 'rhel',
    families: { 7: 'rhel7' },
    samples: { '7.4-7.10': ['7.4', '7.9'], '8.3+': ['8.3', '8.10'], 9: ['9.0', '9.6'], 10: ['10.0', '10.1'] },
    osRelease: elOsRelease.replace('rhel centos fedora', 'fedora'),
    words: { 7: 'Maipo', 8: 'Ootpa', 9: 'Plow', 10: 'Coughlan' },
    release: 'redhat-release',
    files: {
      '/etc/redhat-release': 'Red Hat Enterprise Linux release {version} ({word})\n',
      '/etc/yum.repos.d/rh-cloud.repo': elRepository,
    },
  },
  centos: {
    family: 'rhel',
    families: { 7: 'rhel7' },
    names: { 7: 'CentOS Linux', 8: 'CentOS Linux', 9: 'CentOS Stream', 10: 'CentOS Stream' },
    osRelease: elOsRelease.replaceAll('{version} ({word})', '{version}'),
    release: 'centos-release',
    files: {
      '/etc/centos-release': '{name} release {version}\n',
      '/etc/redhat-release': '{name} release {version}\n',
      '/etc/yum.repos.d/CentOS-Base.repo': elRepository,
    },
  },
  almalinux: {
    family: 'rhel',
    samples: { 8: ['8.10'], 9: ['9.6'], 10: ['10.0'] },
    osRelease: elOsRelease,
    words: { 8: 'Cerulean Leopard', 9: 'Sage Margay', 10: 'Purple Lion' },
    release: 'almalinux-release',
    files: {
      '/etc/almalinux-release': 'AlmaLinux release {version} ({word})\n',
      '/etc/redhat-release': 'AlmaLinux release {version} ({word})\n',
      '/etc/yum.repos.d/almalinux-baseos.repo': elRepository,
    },
  },
  rocky: {
    family: 'rhel',
    samples: { 8: ['8.10'], 9: ['9.6'], 10: ['10.0'] },
    osRelease: elOsRelease,
    words: { 8: 'Green Obsidian', 9: 'Blue Onyx', 10: 'Red Quartz' },
    release: 'rocky-release',
    files: {
      '/etc/rocky-release': 'Rocky Linux release {version} ({word})\n',
      '/etc/redhat-release': 'Rocky Linux release {version} ({word})\n',
      '/etc/yum.repos.d/rocky.repo': elRepository,
    },
  },
  ol: {
    family: 'rhel',
    samples: { 8: ['8.10'], 9: ['9.6'], 10: ['10.0'] },
    osRelease: elOsRelease
      .replace('rhel centos fedora', 'fedora')
      .replaceAll('{name}', 'Oracle Linux Server')
      .replaceAll(' ({word})', ''),
    release: 'oraclelinux-release',
    files: {
      '/etc/oracle-release': 'Oracle Linux Server release {version}\n',
      '/etc/redhat-release': 'Red Hat Enterprise Linux release {version}\n',
      '/etc/yum.repos.d/oracle-linux-ol{major}.repo': elRepository,
    },
  },
  mariner: {
    family: 'azurelinux',
    osRelease: `NAME="Common Base Linux Mariner"
VERSION="{version}.20240301"
ID=mariner
VERSION_ID="{version}"
PRETTY_NAME="CBL-Mariner/Linux"
ANSI_COLOR="1;34"
`,
    release: 'mariner-release',
    files: {
      '/etc/mariner-release': 'CBL-Mariner {version}\n',
      '/etc/yum.repos.d/mariner-official-base.repo': azureRepository('mariner-official-base', 'cbl-mariner'),
    },
  },
  azurelinux: {
    family: 'azurelinux',
    osRelease: '',
    release: 'azurelinux-release',
    files: {
      '/etc/azurelinux-release': 'Microsoft Azure Linux {version}\n',
      '/etc/yum.repos.d/azurelinux-official-base.repo': azureRepository('azurelinux-official-base', 'azurelinux'),
      '/etc/yum.repos.d/azurelinux-ms-non-oss.repo': azureRepository(
        'azurelinux-official-ms-non-oss',
        'azurelinux',
      ).replace('/base/', '/ms-non-oss/'),
    },
  },
  sles: {
    family: 'suse',
    families: { 16: 'suse16' },
    samples: { 12: ['12.5'], 16: ['16.0'] },
    words: { 12: '12 SP5', 15: '15', 15.3: '15 SP3', 16: '16.0' },
    osRelease: suseOsRelease.replaceAll('{name}', 'SLES').replaceAll('{pretty}', 'SUSE Linux Enterprise Server {word}'),
    release: 'sles-release',
    files: { '/etc/zypp/repos.d/SLES-Pool.repo': suseRepository },
  },
  opensuse: {
    family: 'suse',
    osRelease: '',
    fixtures: { '42.3': 'opensuse-leap-42.3' },
    release: 'openSUSE-release',
    files: { '/etc/zypp/repos.d/repo-oss.repo': suseRepository },
  },
  'opensuse-leap': {
    family: 'suse',
    osRelease: suseOsRelease.replaceAll('{pretty}', '{name} {version}').replace('"suse"', '"suse opensuse"'),
    release: 'openSUSE-release',
    files: { '/etc/zypp/repos.d/repo-oss.repo': suseRepository },
  },
}

const red: Distribution = {
  family: 'rhel',
  osRelease: plainOsRelease,
  files: { '/etc/yum.repos.d/{id}.repo': elRepository },
}

const unlisted: Readonly<Record<Profile['packageManager'], Distribution>> = {
  'apt-get': { family: 'debian', osRelease: plainOsRelease, files: { '/etc/apt/sources.list': aptSource } },
  dnf: red,
  yum: { ...red, family: 'rhel7' },
  tdnf: { ...red, family: 'azurelinux' },
  zypper: { family: 'suse', osRelease: plainOsRelease, files: { '/etc/zypp/repos.d/{id}.repo': suseRepository } },
}
