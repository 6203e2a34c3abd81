import { expect } from 'vitest'
import type { Bench, Seen } from '../failures/bench.ts'
import { sh, type Scenario } from './scenario.ts'

/** The package's last script does this when all else is done, and says that it went well. */
const afterwards =
  (lines: string, version = '') =>
  (bench: Bench): Promise<void> => {
    const trap = `trap "${lines}" EXIT`
    const script = version === '' ? trap : `case $(/usr/sbin/aad_certhandler) in *${version}) ${trap} ;; esac`
    return bench.vm.guest.write('/etc/standin/postinst', `${script}\n`)
  }

const noScript = sh('rm -r /etc/standin')

/** The settings ask for a newer package whose program does not run on this system. */
async function upgradeThatBreaks(bench: Bench): Promise<Seen> {
  expect((await bench.enable({ package: { version: '1.0.1' } })).code).toBe('ready')
  return bench.enable({ package: { version: '1.0.3' } })
}

/** Packages that say they are installed, and a login that would not work: found, named and undone. */
export const wiringCases: readonly Scenario[] = [
  {
    report: 'F065',
    name: 'a package that says it is configured and has done nothing',
    arrange: (bench) => bench.vm.guest.write('/etc/standin/postinst', 'exit 0\n'),
    restore: noScript,
    code: 'login.not-wired',
    says: /^21: .*login is not wired: (?=.*"aad" is not in the passwd line of \/etc\/nsswitch\.conf)(?=.*pam_aad)(?=.*sshd asks none)/,
    heals: true,
  },
  {
    report: 'F035',
    name: 'a package whose NSS module cannot be loaded',
    arrange: afterwards('rm -f /usr/lib/*/libnss_aad.so.2'),
    restore: noScript,
    code: 'login.not-wired',
    says: /^21: .*the NSS module "aad" cannot be loaded \(libnss_aad\.so\.2 is missing, or does not fit this system\)/,
  },
  {
    report: 'F052',
    name: 'a package whose rules for sudo are cut off',
    arrange: afterwards("printf '%%aad_admins ALL=' > /etc/sudoers.d/aad_admins"),
    restore: noScript,
    code: 'login.not-wired',
    says: /^21: .*\/etc\/sudoers\.d\/aad_admins is not valid for sudo \(/,
  },
  {
    report: 'F073',
    name: 'a package whose program for sshd cannot be started',
    arrange: afterwards('chmod 644 /usr/sbin/aad_certhandler'),
    restore: noScript,
    code: 'login.not-wired',
    says: /^21: .*\/usr\/sbin\/aad_certhandler is not executable/,
  },
  {
    report: 'F020',
    name: 'an upgrade whose program does not run here goes back to the version that worked',
    arrange: afterwards("printf '#!/opt/missing/loader\\n' > /usr/sbin/aad_certhandler", '1.0.3'),
    restore: noScript,
    drive: upgradeThatBreaks,
    code: 'login.not-wired',
    says: /^21: .*\/usr\/sbin\/aad_certhandler cannot be run/,
    then: async (bench) => {
      expect([await bench.login(), await bench.vm.keysCommand()]).toEqual(['1.0.1', '/usr/sbin/aad_certhandler'])
    },
  },
]
