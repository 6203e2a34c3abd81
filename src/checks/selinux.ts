import type { Facts } from '../core/facts.ts'
import type { Finding } from '../core/finding.ts'
import { limits } from '../core/limits.ts'
import type { Target } from '../core/target.ts'
import type { Host } from '../host.ts'
import { readIfAny } from './readable.ts'

const check = 'selinux'
const verification = 'selinux-module'
const module = 'aad_permissions'

type Packages = Pick<Facts, 'packages'>
interface Names {
  readonly packages: Pick<Target['packages'], 'selinux'>
}

/**
 * Whether SELinux is enforced, and whether what the packages bring for it will be installed: their policy module is
 * made for the policies whose packages the profile names.
 */
export async function checkSelinux(host: Host, { packages: names }: Names, { packages }: Packages): Promise<Finding> {
  const mode = await readMode(host)
  if (mode !== 'enforcing') return { check, verdict: 'passed', message: `SELinux is ${mode}.` }
  const [, policy = 'unknown'] =
    /^\s*SELINUXTYPE\s*=\s*(\w+)/m.exec((await readIfAny(host, '/etc/selinux/config')) ?? '') ?? []
  const { whenInstalled, name } = names.selinux
  if (whenInstalled.some((known) => packages[known]?.status === 'installed'))
    return { check, verdict: 'passed', message: `SELinux is enforcing (policy ${policy}); ${name} allows the login.` }
  const message = `SELinux is enforcing (policy ${policy}), but ${whenInstalled.join(', ')} is not installed, so ${name} is not either. If logins are refused, look for "denied" in /var/log/audit/audit.log.`
  return { check, verdict: 'warning', message }
}

/**
 * After an installation: whether the policy module of the packages is loaded, 21 when it is not. It is looked for only
 * where SELinux is enforcing and the package that brings it is installed; its maintainer script may fail unseen.
 */
export async function verifySelinuxModule(
  host: Host,
  { packages: names }: Names,
  { packages }: Packages,
): Promise<Finding> {
  const mode = await readMode(host)
  const { name } = names.selinux
  if (mode !== 'enforcing') return { check: verification, verdict: 'passed', message: `SELinux is ${mode}.` }
  if (packages[name]?.status !== 'installed')
    return { check: verification, verdict: 'passed', message: `SELinux is enforcing; ${name} is not needed here.` }
  const listed = await host.processes.run(['semodule', '-l'], { timeoutMs: limits.query.timeoutMs })
  if (listed.exitCode !== 0) {
    const message = `Whether ${module} is loaded is unknown: semodule -l did not answer (${listed.problem ?? listed.stderr.trim()}).`
    return { check: verification, verdict: 'warning', message }
  }
  if (listed.stdout.split('\n').some((line) => line.split(/\s+/)[0] === module))
    return { check: verification, verdict: 'passed', message: `SELinux is enforcing and has the module ${module}.` }
  const missing = `the SELinux module ${module} of ${name} is not loaded although SELinux is enforcing`
  return {
    check: verification,
    verdict: 'blocked',
    code: 'login.not-wired',
    detail: { missing },
    pieces: ['selinux-module'],
  }
}

/** selinuxfs says 1 while the policy is enforced; it is not there without SELinux. */
async function readMode(host: Host): Promise<'off' | 'permissive' | 'enforcing'> {
  const text = (await readIfAny(host, '/sys/fs/selinux/enforce'))?.trim()
  if (text === undefined) return 'off'
  return text === '1' ? 'enforcing' : 'permissive'
}
