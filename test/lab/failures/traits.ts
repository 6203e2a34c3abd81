import type { PackageManagerName } from '../../../src/core/profile-schema.ts'

/** What the cases have to know of a package manager to arrange a failure and to look at what came of it. */
export interface Traits {
  /** Programs whose runs are written down. */
  programs: readonly string[]
  listPackages: readonly string[]
  loginVersion: readonly string[]
  /** Empties what it has downloaded. */
  emptyCaches: string
  /** The scripts that run before and after the files are there, and before and after they go, as the stand-ins call them. */
  scripts: {
    before: 'preinst' | 'pre'
    after: 'postinst' | 'post'
    removal: 'prerm' | 'preun'
    gone: 'postrm' | 'postun'
  }
  /** Parts of the paths below the repository. */
  metadata: string
  package: string
  /** How often it asks for a package that is not there before it gives up. */
  requestsPerTry: number
  /** Installs a package file, taking no notice of dependencies or keys. */
  installFile: readonly string[]
  removePackage: readonly string[]
  /** Holds the login package back, and lets it go. */
  hold: string
  release: string
  /** A file of entries, and one that is none. */
  entry: (url: string) => { path: string; text: string }
  malformed: string
  /** Files whose kernel lock says that a package manager is at work. */
  locks: readonly string[]
  /** Reads the lists of the distribution, by the real program, and what says that it is at it. */
  busy: readonly string[]
  /** What it asks for then. */
  busyPath: string
  /** What the kernel calls its process. */
  busyName: string
  isBusy: string
  /** Makes the package database unreadable, and readable again. */
  breakDatabase: string
  mendDatabase: string
}

const locked = (file: string): string => `[ -e ${file} ] && grep -q ":$(stat -c %i ${file}) " /proc/locks`

const rpm = {
  listPackages: ['rpm', '-qa'],
  loginVersion: ['rpm', '-q', '--qf', '%{VERSION}'],
  scripts: { before: 'pre', after: 'post', removal: 'preun', gone: 'postun' },
  metadata: '/repodata/',
  package: 'aadsshlogin.*\\.rpm$',
  requestsPerTry: 2,
  installFile: ['rpm', '-i', '--nosignature', '--nodeps'],
  removePackage: ['rpm', '-e'],
  malformed: 'this is [no entry\nbaseurl\n',
  locks: ['/var/lib/rpm/.rpm.lock'],
  breakDatabase: 'cp -a /var/lib/rpm /root/rpm.kept && for f in /var/lib/rpm/*; do echo broken > "$f"; done',
  mendDatabase: 'rm -rf /var/lib/rpm && mv /root/rpm.kept /var/lib/rpm',
} as const

function section(folder: string) {
  return (url: string) => ({
    path: `${folder}/third-party.repo`,
    text: `[third-party]\nname=third party\nbaseurl=${url}\nenabled=1\ngpgcheck=1\nautorefresh=1\ntype=rpm-md\n`,
  })
}

const dnf = {
  ...rpm,
  programs: ['dnf', 'rpm'],
  emptyCaches: 'rm -rf /var/cache/dnf/*',
  hold: 'echo exclude=aadsshlogin >> /etc/dnf/dnf.conf',
  release: 'sed -i /^exclude=/d /etc/dnf/dnf.conf',
  entry: section('/etc/yum.repos.d'),
  busy: ['/usr/bin/dnf', '-y', '--refresh', 'makecache'],
  busyPath: '^/distribution/',
  busyName: 'dnf',
  isBusy: '[ -s /var/cache/dnf/metadata_lock.pid ]',
} as const satisfies Traits

export const traits: Readonly<Record<PackageManagerName, Traits>> = {
  dnf,
  yum: {
    ...dnf,
    programs: ['yum', 'rpm'],
    busy: ['/usr/bin/yum', '-y', 'makecache'],
    busyName: 'yum',
    isBusy: '[ -s /var/run/yum.pid ]',
    // What stands for yum is dnf behind its words: it reads both files.
    hold: 'for f in /etc/yum.conf /etc/dnf/dnf.conf; do [ -e $f ] || echo "[main]" > $f; echo exclude=aadsshlogin >> $f; done',
    release:
      'sed -i /^exclude=/d /etc/yum.conf /etc/dnf/dnf.conf; [ "$(cat /etc/yum.conf)" != "[main]" ] || rm /etc/yum.conf',
  },
  tdnf: {
    ...dnf,
    programs: ['tdnf', 'rpm'],
    busy: ['/usr/bin/tdnf', '-y', 'makecache'],
    busyPath: '/prod/base/',
    busyName: 'tdnf',
    isBusy: locked('/var/run/.tdnf-instance-lockfile'),
    hold: 'echo exclude=aadsshlogin >> /etc/tdnf/tdnf.conf; echo exclude=aadsshlogin >> /etc/dnf/dnf.conf',
    release: 'sed -i /^exclude=/d /etc/tdnf/tdnf.conf /etc/dnf/dnf.conf',
  },
  zypper: {
    ...rpm,
    programs: ['zypper', 'rpm'],
    requestsPerTry: 1,
    emptyCaches: 'rm -rf /var/cache/zypp/raw/* /var/cache/zypp/solv/* /var/cache/zypp/packages/*',
    hold: 'zypper --non-interactive addlock aadsshlogin',
    release: 'zypper --non-interactive removelock aadsshlogin && rm /etc/zypp/locks',
    entry: section('/etc/zypp/repos.d'),
    busy: ['/usr/bin/zypper', '--non-interactive', 'refresh', '--force'],
    busyPath: '^/distribution/',
    busyName: 'Zypp-main',
    isBusy: '[ -s /run/zypp.pid ]',
  },
  'apt-get': {
    programs: ['apt-get', 'dpkg'],
    listPackages: ['dpkg-query', '-Wf', '${db:Status-Abbrev} ${Package} ${Version}\\n'],
    loginVersion: ['dpkg-query', '-Wf', '${db:Status-Abbrev}${Version}'],
    emptyCaches: 'apt-get -qq clean; rm -f /var/lib/apt/lists/packages.microsoft.com_*',
    scripts: { before: 'preinst', after: 'postinst', removal: 'prerm', gone: 'postrm' },
    metadata: '/dists/',
    package: '/pool/',
    requestsPerTry: 1,
    installFile: ['dpkg', '--force-depends', '-i'],
    removePackage: ['dpkg', '--purge'],
    hold: 'echo aadsshlogin hold | dpkg --set-selections || apt-mark hold aadsshlogin',
    release: 'apt-mark unhold aadsshlogin || echo aadsshlogin deinstall | dpkg --set-selections',
    entry: (url) => ({ path: '/etc/apt/sources.list.d/third-party.list', text: `deb ${url} stable main\n` }),
    malformed: 'deb https://mirror.test/third-party\n',
    busy: ['/usr/bin/apt-get', '-q', 'update'],
    busyPath: '^/distribution/',
    busyName: 'apt-get',
    isBusy: locked('/var/lib/apt/lists/lock'),
    locks: ['/var/lib/dpkg/lock-frontend', '/var/lib/dpkg/lock'],
    breakDatabase: 'cp -a /var/lib/dpkg/status /root/status.kept && echo broken > /var/lib/dpkg/status',
    mendDatabase: 'mv /root/status.kept /var/lib/dpkg/status',
  },
}
