import { expect } from 'vitest'
import type { Bench } from '../failures/bench.ts'
import { troubleVersion } from '../packages/states.ts'
import { askedFor, neverAskedFor } from './asked.ts'
import { sh, type Scenario } from './scenario.ts'

const plugins = '/usr/lib/python3/dist-packages/dnf-plugins'
/** As the one of subscription-manager does on a system that is not registered: after the packages are there. */
const failingPlugin = `import dnf
import dnf.exceptions


class ProductId(dnf.Plugin):
    name = 'product-id'

    def transaction(self):
        raise dnf.exceptions.Error('Transaction failed: Installed products updated.')
`

const rhuiFile = '/etc/yum.repos.d/rh-cloud.repo'
const expired = [
  'openssl req -x509 -newkey rsa:2048 -nodes -days 1 -subj /CN=rhui -keyout /etc/pki/rhui.key -out /etc/pki/rhui.crt',
  'printf broken > /etc/pki/rhui.crt',
].join(' && ')

const entry = '/etc/yum.repos.d/microsoft-prod.repo'
const existing = `[packages-microsoft-com-prod]
name=packages-microsoft-com-prod
baseurl=https://packages.microsoft.com/rhel/9/prod/
enabled=1
gpgcheck=1
gpgkey=https://packages.microsoft.com/keys/microsoft.asc
sslverify=1
`

const newest = ({ versions }: Bench): string => versions.at(-1) ?? ''

/** On Red Hat Enterprise Linux 9.6, with dnf. */
export const redHatCases: readonly Scenario[] = [
  {
    report: 'F104',
    name: 'a plugin of dnf fails when the packages are there',
    arrange: (bench) => bench.vm.guest.write(`${plugins}/product-id.py`, failingPlugin),
    restore: sh(`rm -r ${plugins}`),
    code: 'ready',
    then: async (bench) => {
      const failed = bench.calls().filter(({ command, end }) => command.includes(' install ') && end === 'exit 1')
      expect(failed.length).toBeGreaterThan(0)
      expect(await bench.login()).toBe(newest(bench))
    },
  },
  {
    report: 'F015',
    name: 'the newest package needs what this system has not: the newest that fits is taken',
    arrange: (bench) => bench.site.packages.publish('unmet'),
    code: 'ready',
    says: /older-version: .*no-such-package/,
    then: async (bench) => {
      expect(await bench.login()).toBe(newest(bench))
    },
  },
  {
    report: 'F022',
    name: 'an entry for the repository that was there is used and left as it is',
    arrange: (bench) => bench.vm.guest.write(entry, existing),
    restore: sh(`rm ${entry}`),
    code: 'ready',
    then: async (bench) => {
      expect(await bench.vm.guest.read(entry)).toBe(existing)
      const { stdout } = await bench.vm.guest.must(['ls', '/etc/yum.repos.d'])
      expect(stdout.split('\n')).not.toContain('aadsshlogin-handler.repo')
    },
  },
  {
    report: 'F044',
    name: 'an empty file of an entry, left by a failed run of somebody',
    arrange: (bench) => bench.vm.guest.write(entry, ''),
    restore: sh(`rm ${entry}`),
    code: 'ready',
    then: async (bench) => {
      expect(await bench.vm.guest.read(entry)).toBe('')
    },
  },
  {
    report: 'F106',
    name: 'a dependency has to come from the distribution, whose mirror refuses',
    arrange: async (bench) => {
      await bench.site.packages.publish('elsewhere')
      await bench.site.packages.fault({ match: '^/distribution/', status: 403 })
    },
    settings: ({ row }) => ({
      package: { version: troubleVersion('elsewhere', row.repository.dated ? 'dated' : 'plain') },
    }),
    code: 'package.unmet',
    says: /^52: .*aad-dependency.*; sources that could not be read: rhel-baseos/,
  },
  {
    report: 'F097',
    name: 'the client certificate of the distribution is no good, and nothing of the distribution is needed',
    arrange: sh(
      `${expired} && cp -a ${rhuiFile} /root/kept.repo && printf 'sslclientcert=/etc/pki/rhui.crt\\nsslclientkey=/etc/pki/rhui.key\\n' >> ${rhuiFile}`,
    ),
    restore: sh(`mv /root/kept.repo ${rhuiFile} && rm /etc/pki/rhui.*`),
    code: 'ready',
  },
]

/** The same cause on each system that people met it on: what the table of systems says is what decides. */
export const vendorCases: Readonly<Record<string, readonly Scenario[]>> = {
  'ol 9.6': [
    {
      report: 'F004',
      name: 'the host refuses the folder that is named after the distribution',
      arrange: (bench) => bench.site.packages.fault({ match: '^/ol(/|$)', status: 403 }),
      code: 'ready',
      then: askedFor('/rhel/9/prod/'),
    },
  ],
  'rocky 9.6': [
    {
      report: 'F005',
      name: 'an empty folder named after the distribution appears',
      arrange: (bench) => bench.site.packages.fault({ match: '^/rocky(/|$)', garbage: true }),
      code: 'ready',
      then: neverAskedFor('/rocky'),
    },
  ],
  'azurelinux 3.0': [
    {
      report: 'F011',
      name: 'in the Chinese cloud',
      arrange: (bench) => bench.site.azure.setInstance({ azEnvironment: 'AzureChinaCloud' }),
      restore: (bench) => bench.site.azure.setInstance({ azEnvironment: 'AzurePublicCloud' }),
      code: 'ready',
      says: /endpoints: .*login\.chinacloudapi\.cn \(sign-in\)/,
      then: askedFor('/azurelinux/3.0/prod/ms-non-oss/'),
    },
  ],
  'sles 16.0': [
    {
      report: 'F021',
      name: 'a repository without the package',
      arrange: (bench) => bench.site.packages.publish('empty'),
      code: 'package.not-published',
      says: /^51: The repository https:\/\/packages\.microsoft\.com\/sles\/16\/prod was read and has no package aadsshlogin for SUSE\b.*\n.*published versions: none/,
      heals: true,
    },
  ],
  'sles 15.6': [
    {
      report: 'F018',
      name: 'the newest package needs a library this service pack has not: the newest that fits is taken',
      arrange: (bench) => bench.site.packages.publish('unmet'),
      code: 'ready',
      says: /older-version: .*no-such-package/,
      then: async (bench) => {
        expect(await bench.login()).toBe(newest(bench))
      },
    },
  ],
  'sles 15.5': [
    {
      report: 'F019',
      name: 'the version that works there is taken although there are newer ones',
      arrange: async () => Promise.resolve(),
      code: 'ready',
      then: async (bench) => {
        expect(await bench.login()).toBe('1.0.027980001')
      },
    },
  ],
  'mariner 1.0': [
    {
      report: 'F095',
      name: 'a system whose repository was taken away',
      arrange: async () => Promise.resolve(),
      code: 'system.repository-gone',
      says: /^51: Microsoft has taken away the package repository for CBL-Mariner 1\.0\.\nUse a version of the supported matrix/,
    },
  ],
  'ubuntu 25.10': [
    {
      report: 'F091',
      name: 'a repository without the package',
      arrange: (bench) => bench.site.packages.publish('empty'),
      code: 'package.not-published',
      says: /^51: The repository https:\/\/packages\.microsoft\.com\/ubuntu\/25\.10\/prod was read and has no package aadsshlogin for Ubuntu/,
    },
  ],
  'ubuntu 26.04': [
    {
      report: 'F093',
      name: 'a repository that has no package yet; once it has one, the same command succeeds',
      arrange: (bench) => bench.site.packages.publish('empty'),
      code: 'package.not-published',
      says: /^51: The repository https:\/\/packages\.microsoft\.com\/ubuntu\/26\.04\/prod was read and has no package aadsshlogin for Ubuntu/,
      heals: true,
    },
  ],
  'rhel 7.9': [
    {
      report: 'F054',
      name: 'a hardened image whose PAM files for sshd lead past the ones of the packages',
      arrange: sh(
        'cp -a /etc/pam.d/sshd /root/sshd.kept && cp /etc/pam.d/password-auth-ac /etc/pam.d/hardened && sed -i s/password-auth/hardened/ /etc/pam.d/sshd',
      ),
      restore: sh('mv /root/sshd.kept /etc/pam.d/sshd && rm /etc/pam.d/hardened'),
      code: 'login.not-wired',
      says: /^21: .*pam_aad is in \/etc\/pam\.d\/password-auth\S*.*, but \/etc\/pam\.d\/sshd does not lead there/,
      heals: true,
    },
  ],
}
