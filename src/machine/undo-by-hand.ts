import type { Step } from '../core/plan.ts'
import { packageWords, type PackageManager } from './package-manager.ts'
import { distrustArguments } from './trusted-keys.ts'
import { dependenciesOf } from './ledger.ts'

/**
 * What a person types to do a step that was to take something back and failed; undefined where nothing is to be done by
 * hand, because it is a file of ours that the next command makes anew.
 */
export async function undoByHand(manager: PackageManager, step: Step): Promise<string | undefined> {
  const { host, grammar } = manager
  const { purge, goBack } = grammar.byHand
  switch (step.kind) {
    case 'remove-file':
      return `sudo rm -f ${step.path}`
    case 'remove-packages':
      return purge.replace('{names}', step.names.join(' '))
    case 'remove-dependencies': {
      const names = await dependenciesOf(host, step)
      return names.length === 0 ? undefined : purge.replace('{names}', names.join(' '))
    }
    case 'install-packages':
    case 'bring-back':
      return goBack.replace('{packages}', packageWords(grammar, step.packages).join(' '))
    case 'distrust-keys': {
      const argv = await distrustArguments(manager, step.fingerprints)
      return argv.length === 0 ? undefined : `sudo ${argv.join(' ')}`
    }
    case 'restore-file':
    case 'write-file':
    case 'install-key':
    case 'trust-keys':
    case 'install-prerequisites':
    case 'refresh-packages':
    case 'repair-packages':
    case 'reconfigure-packages':
    case 'reinstall-packages':
    case 'reload-sshd':
    case 'settle-sessions':
    case 'clear-wiring':
      return undefined
  }
}
