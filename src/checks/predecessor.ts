import type { Predecessor } from '../core/facts.ts'
import type { Finding } from '../core/finding.ts'
import type { PackageManagerName } from '../core/profile-schema.ts'
import { describeSessions, hangUpCommand } from '../core/session.ts'
import type { Target } from '../core/target.ts'
import type { Metadata } from './metadata.ts'

const check = 'predecessor'

export interface PredecessorQuestion {
  /** Whether the settings allow to remove its packages. */
  readonly migrate: boolean
  /** Says what this VM is called in Azure. */
  readonly metadata: Pick<Metadata, 'resourceId'> | undefined
}

/**
 * Whether AADLoginForLinux is off this machine: both write the same PAM, NSS and sshd configuration. Names what was
 * found and the commands that remove it here, in their order; where the settings allow it, only warns.
 */
export function checkPredecessor(
  predecessor: Predecessor,
  target: Pick<Target, 'packageManager' | 'packages'>,
  { migrate, metadata }: PredecessorQuestion,
): Finding {
  const { packages, folders, sessions } = predecessor
  if (packages.length === 0 && folders.length === 0)
    return { check, verdict: 'passed', message: 'AADLoginForLinux is not on this VM.' }
  const logins = sessions.length === 0 ? '' : `logged in: ${describeSessions(sessions)}`
  const parts = [named('package', packages), named('folder', folders), logins]
  const found = parts.filter((part) => part !== '').join('; ')
  const deletion = deletionOf(metadata)
  if (!migrate) {
    const commands = commandsFor(predecessor, target, deletion).join('; ')
    return { check, verdict: 'blocked', code: 'predecessor.present', detail: { found, commands } }
  }
  if (folders.length === 0) {
    const message = `AADLoginForLinux makes room for this login, as the settings say: ${found}.`
    return { check, verdict: 'passed', message }
  }
  // Told again by later commands, when the packages have gone: so it does not say that they are there.
  const message = `The extension AADLoginForLinux is still on this VM (${named('folder', folders)}). Its packages make room for this login, its folder is the guest agent's: delete the extension, too: ${deletion}.`
  return { check, verdict: 'warning', message }
}

const removals: Readonly<Record<PackageManagerName, string>> = {
  'apt-get': 'apt-get purge',
  dnf: 'dnf remove',
  yum: 'yum remove',
  zypper: 'zypper remove',
  tdnf: 'tdnf remove',
}

function commandsFor(
  { packages, folders, sessions }: Predecessor,
  { packageManager, packages: { predecessors } }: Pick<Target, 'packageManager' | 'packages'>,
  deletion: string,
): string[] {
  const names = packages.length > 0 ? packages : predecessors
  const removal = `sudo ${removals[packageManager]} ${names.join(' ')}`
  return [
    ...(sessions.length === 0 ? [] : [hangUpCommand(sessions)]),
    ...(folders.length === 0 ? [] : [deletion]),
    folders.length === 0 ? removal : `if packages stay behind, ${removal}`,
  ]
}

/** Names as Azure allows them in a group or a VM; others are left for the reader to fill in. */
const resource =
  /\/resourceGroups\/([\w.()-]+)\/providers\/Microsoft\.Compute\/(virtualMachines|virtualMachineScaleSets)\/([\w.-]+)/i

/** Deletes the old extension of this VM. */
function deletionOf(metadata: PredecessorQuestion['metadata']): string {
  const [, group = '<group>', kind = 'virtualMachines', name = '<vm>'] = resource.exec(metadata?.resourceId ?? '') ?? []
  const isSet = kind.toLowerCase() === 'virtualmachinescalesets'
  const place = isSet ? `vmss extension delete -g ${group} --vmss-name` : `vm extension delete -g ${group} --vm-name`
  return `az ${place} ${name} -n AADLoginForLinux`
}

function named(noun: string, items: readonly string[]): string {
  if (items.length === 0) return ''
  return `${noun}${items.length > 1 ? 's' : ''} ${items.join(', ')}`
}
