import type { Step } from '../core/plan.ts'
import { fromBase64 } from '../core/base64.ts'
import { HandlerFailure } from '../core/failure.ts'
import { removesOnly } from './dependencies.ts'
import { clearWiring } from './dangling-wiring.ts'
import { obtainKeyring } from './key-file.ts'
import { amendLedger, dependenciesOf, readLedger, withoutPackages } from './ledger.ts'
import { removeOwn, restoreOwn, writeOwn } from './own-files.ts'
import { bringBack } from './bring-back.ts'
import { refresh, removePackages, repair, type PackageManager } from './package-manager.ts'
import { queryPackages } from './package-query.ts'
import { reconfigure, reinstall } from './package-repair.ts'
import { installPrerequisites, installRecorded } from './recorded-install.ts'
import { removeInsisting } from './insistent-removal.ts'
import { settleSessions } from './sessions.ts'
import { reloadSshd } from './sshd-process.ts'
import { distrustKeys, trustKeys } from './trusted-keys.ts'

/** Does one step of a plan. The ledger knows of every addition before it is made, so nothing is ever forgotten. */
export async function perform(manager: PackageManager, step: Step): Promise<void> {
  const { host, grammar } = manager
  switch (step.kind) {
    case 'install-key':
      await writeOwn(host, step.path, await obtainKeyring(host, step.keys, grammar.repositories.keyring, manager))
      return
    case 'trust-keys':
      await trustKeys(manager, step.path, step.fingerprints)
      return
    case 'distrust-keys':
      await distrustKeys(manager, step.fingerprints)
      return
    case 'write-file':
      await writeOwn(host, step.path, new TextEncoder().encode(step.content))
      return
    case 'restore-file':
      await restoreOwn(host, step.path, fromBase64(step.base64), step.recorded)
      return
    case 'remove-file':
      await removeOwn(host, step.path)
      return
    case 'repair-packages':
      await repair(manager)
      return
    case 'reconfigure-packages':
      await reconfigure(manager, step.names)
      return
    case 'reinstall-packages':
      await reinstall(manager, step.packages, step.source)
      return
    case 'reload-sshd':
      await reloadSshd(host, step.sshd)
      return
    case 'install-prerequisites':
      await installPrerequisites(manager, step.names)
      return
    case 'refresh-packages':
      await refresh(manager, step.source)
      return
    case 'install-packages':
      await installRecorded(manager, step.packages, step.source)
      return
    case 'remove-packages':
      await removeInsisting(manager, step)
      // Until its configuration is gone too, a package of ours is not forgotten.
      if (step.purge) await amendLedger(host, (ledger) => withoutPackages(ledger, step.names))
      return
    case 'settle-sessions':
      await settleSessions(manager, step)
      return
    case 'clear-wiring':
      await clearWiring(host, step.places)
      return
    case 'bring-back':
      await bringBack(manager, step.packages, step.source)
      return
    case 'remove-dependencies':
      await removeDependencies(manager, await dependenciesOf(host, step))
      return
  }
}

/**
 * Removes what came along with our packages, but only as long as nobody else has come to need it. Throws where that
 * would be our own package, which should have gone before: then it is not forgotten either.
 */
async function removeDependencies(manager: PackageManager, names: readonly string[]): Promise<void> {
  const { host, grammar } = manager
  const states = await queryPackages(host, grammar, names)
  const present = names.filter((name) => states[name]?.status !== 'absent')
  if (present.length > 0) {
    if (await removesOnly(host, grammar, present)) await removePackages(manager, present, 'purge')
    else await keepNeeded(manager, present)
  }
  await amendLedger(host, (ledger) => withoutPackages(ledger, names))
}

async function keepNeeded({ host, grammar, tell }: PackageManager, names: readonly string[]): Promise<void> {
  const { packages } = await readLedger(host)
  const states = await queryPackages(host, grammar, packages)
  const ours = packages.filter((name) => states[name]?.status !== 'absent')
  if (ours.length === 0) {
    tell?.(`Other packages need what had come along, so it stays: ${names.join(', ')}.`, 'removal')
    return
  }
  const detail = { work: `remove ${names.join(' ')}`, reason: `${ours.join(', ')} may need it` }
  throw new HandlerFailure('packages.transaction-failed', detail)
}
