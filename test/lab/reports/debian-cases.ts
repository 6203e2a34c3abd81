import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { askedFor } from './asked.ts'
import { sh, type Scenario } from './scenario.ts'

const osRelease = '/usr/lib/os-release'
const fragment = '/etc/ssh/sshd_config.d/50-hardening.conf'

/** Another system, by the text of its os-release, until `ownSystem`. */
const system = (text: string): Scenario['arrange'] =>
  sh(`mv ${osRelease} /root/os-release && printf '${text}' > ${osRelease}`)
const ownSystem = sh(`mv /root/os-release ${osRelease}`)

const mint =
  'ID=linuxmint\\nID_LIKE="ubuntu debian"\\nVERSION_ID="21.3"\\nUBUNTU_CODENAME=jammy\\nPRETTY_NAME="Linux Mint 21.3"\\n'

/** What the administrator, or an image, did to the machine: refused before anything is changed. */
export const systemCases: readonly Scenario[] = [
  {
    report: 'F010',
    name: 'a release that is newer than the table and has no repository yet',
    arrange: system(
      'ID=debian\\nVERSION_ID="15"\\nVERSION_CODENAME=duke\\nPRETTY_NAME="Debian GNU/Linux 15 (duke)"\\n',
    ),
    restore: ownSystem,
    code: 'repository.not-there-yet',
    says: /^51: There is no package repository for Debian GNU\/Linux 15 \(duke\) at https:\/\/packages\.microsoft\.com\/debian\/15\/prod: .*404.*\nThis system is newer than this extension knows/,
  },
  {
    report: 'F055',
    name: 'a system without packages',
    arrange: system(
      'ID=flatcar\\nID_LIKE=coreos\\nVERSION_ID=3033.2.0\\nPRETTY_NAME="Flatcar Container Linux 3033.2.0"\\n',
    ),
    restore: ownSystem,
    code: 'system.refused',
    says: /^51: Flatcar Container Linux 3033\.2\.0 is not supported: it has no package manager, and its system files cannot be changed\.\nUse a distribution of the supported matrix/,
  },
  {
    report: 'F055',
    name: 'a system of the table whose package manager was taken out',
    arrange: sh('mkdir /root/kept && mv /usr/bin/apt-get /root/kept/ && mv /usr/sbin/apt-get /root/kept/recorder'),
    restore: sh('mv /root/kept/apt-get /usr/bin/ && mv /root/kept/recorder /usr/sbin/apt-get && rmdir /root/kept'),
    code: 'system.no-package-manager',
    says: /^52: Debian\S* .*has no apt-get, the package manager that installs the login packages\.\nUse an ordinary image/,
  },
  {
    report: 'F096',
    name: 'a derivative',
    arrange: system(mint),
    restore: ownSystem,
    code: 'system.derivative',
    says: /^51: Linux Mint 21\.3 is not supported, but it derives from Ubuntu, which is\.\nSet "allowDerivatives" to true/,
  },
  {
    report: 'F096',
    name: 'a derivative that is allowed',
    arrange: system(mint),
    restore: ownSystem,
    settings: () => ({ allowDerivatives: true }),
    code: 'ready',
    says: /it derives from Ubuntu; it is tried anyway/,
    then: askedFor('/ubuntu/22.04/prod/'),
  },
  {
    report: 'F006',
    name: 'PAM changed by hand, where pam-auth-update does nothing',
    arrange: sh('sed -i "/pam_unix.so/a auth\\trequired\\tpam_faildelay.so delay=1" /etc/pam.d/common-auth'),
    // As the remedy says; what is kept of the change is the administrator's.
    restore: sh('DEBIAN_FRONTEND=noninteractive pam-auth-update --force && rm -f /etc/pam.d/common-*.pam-old'),
    code: 'pam.locally-modified',
    says: /^52: .*pam-auth-update would leave it as it is: in \/etc\/pam\.d\/common-auth, "auth\s+required\s+pam_faildelay\.so delay=1" was written by hand\.\n.*pam-auth-update --force/,
    heals: true,
  },
  {
    report: 'F043',
    name: 'UsePAM is off',
    arrange: (bench) => bench.vm.guest.write(fragment, 'UsePAM no\n'),
    restore: sh(`rm ${fragment}`),
    code: 'ssh-server.shuts-out',
    says: /^52: .*"UsePAM no": roles are checked and users are made by PAM\.\nSet "UsePAM yes"; check with sudo sshd -t/,
    heals: true,
  },
  {
    report: 'F053',
    name: 'AllowUsers leaves them out',
    arrange: (bench) => bench.vm.guest.write(fragment, 'AllowUsers admin deploy\n'),
    restore: sh(`rm ${fragment}`),
    code: 'ssh-server.shuts-out',
    says: /^52: .*"AllowUsers admin deploy" allows none of them\.\nRemove AllowUsers, or move it/,
  },
  {
    report: 'F066',
    name: 'the folder of package scripts is noexec',
    arrange: sh('mount --bind /var/lib/dpkg /var/lib/dpkg && mount -o remount,bind,noexec /var/lib/dpkg'),
    restore: sh('umount /var/lib/dpkg'),
    code: 'dependency.noexec',
    says: /^52: .*mounted noexec: \/var\/lib\/dpkg \(for \/var\/lib\/dpkg\/info\)\.\nMount it without noexec/,
    heals: true,
  },
  {
    report: 'F026',
    name: 'one repository in two entries with different keys',
    arrange: async (bench) => {
      const key = readFileSync(join(bench.site.packages.world.keys, 'good.gpg'))
      const entry = (keyring: string): string =>
        `deb [signed-by=/usr/share/keyrings/${keyring}] https://packages.microsoft.com/debian/12/prod bookworm main\n`
      for (const name of ['microsoft-prod', 'microsoft-other']) {
        await bench.vm.guest.write(`/usr/share/keyrings/${name}.gpg`, key)
        await bench.vm.guest.write(`/etc/apt/sources.list.d/${name}.list`, entry(`${name}.gpg`))
      }
    },
    restore: sh('rm /usr/share/keyrings/microsoft-*.gpg /etc/apt/sources.list.d/microsoft-*.list'),
    code: 'repository.conflict',
    says: /^64: The package repository is configured twice with different keys: .*microsoft-other.*\nKeep one entry/,
    heals: true,
  },
]
