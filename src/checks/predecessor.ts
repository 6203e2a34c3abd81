import type { Predecessor } from '../core/facts.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'

const check = 'predecessor'

/**
 * Whether AADLoginForLinux is off this machine: both write the same PAM, NSS and sshd configuration. Names what was
 * found and the command that removes its packages.
 */
export function checkPredecessor(
  { packages, folders }: Predecessor,
  { packageManager, packages: { predecessors } }: Pick<Target, 'packageManager' | 'packages'>,
): Finding {
  if (packages.length === 0 && folders.length === 0)
    return { check, verdict: 'passed', message: 'AADLoginForLinux is not on this VM.' }
  const found = [named('package', packages), named('folder', folders)].filter((part) => part !== '').join('; ')
  const names = packages.length > 0 ? packages : predecessors
  const command = `sudo ${packageManager} remove ${names.join(' ')}`
  return { check, verdict: 'blocked', code: 'predecessor.present', detail: { found, command } }
}

function named(noun: string, items: readonly string[]): string {
  if (items.length === 0) return ''
  return `${noun}${items.length > 1 ? 's' : ''} ${items.join(', ')}`
}
