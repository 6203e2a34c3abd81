import type { Host } from '../host.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'

const check = 'known-warnings'

/** What is known to go wrong on this version, as far as its condition holds here; nothing is stopped by it. */
export async function checkKnownWarnings(host: Host, { warnings }: Target): Promise<Finding[]> {
  const enforcing = warnings.some(({ when }) => when === 'selinux-enforcing') && (await isEnforcing(host))
  return warnings
    .filter(({ when }) => when === 'always' || enforcing)
    .map(({ message }) => ({ check, verdict: 'warning', message }))
}

/** selinuxfs says 1 while the policy is enforced; it is not there without SELinux. */
async function isEnforcing(host: Host): Promise<boolean> {
  const mode = await host.files.readText('/sys/fs/selinux/enforce').catch(() => undefined)
  return mode?.trim() === '1'
}
