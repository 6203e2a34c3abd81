import type { Step } from '../core/plan.ts'
import { fromBase64 } from '../core/base64.ts'
import { asFailure } from '../core/failure.ts'
import { obtainKeyring } from './key-file.ts'
import { amendLedger, readLedger, withoutPackages, withPackages } from './ledger.ts'
import { removeOwn, writeOwn } from './own-files.ts'
import { install, packageWords, refresh, removePackages, repair, type PackageManager } from './package-manager.ts'
import { installedNames, queryPackages } from './package-query.ts'
import { removesOnly, wouldInstall } from './dependencies.ts'
import { ownScope } from './source-scope.ts'
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
      await writeOwn(host, step.path, fromBase64(step.base64), step.recorded)
      return
    case 'remove-file':
      await removeOwn(host, step.path)
      return
    case 'repair-packages':
      await repair(manager)
      return
    case 'refresh-packages':
      await refresh(manager, step.source)
      return
    case 'install-packages':
      await installRecorded(manager, step)
      return
    case 'remove-packages':
      await removePackages(manager, step.names, step.purge ? 'purge' : 'remove')
      // Until its configuration is gone too, a package of ours is not forgotten.
      if (step.purge) await amendLedger(host, (ledger) => withoutPackages(ledger, step.names))
      return
    case 'remove-dependencies':
      await removeDependencies(manager, step.names ?? (await readLedger(host)).dependencies)
      return
  }
}

async function installRecorded(
  manager: PackageManager,
  step: Extract<Step, { kind: 'install-packages' }>,
): Promise<void> {
  const { host, grammar } = manager
  const wanted = step.packages.map(({ name }) => name)
  const states = await queryPackages(host, grammar, wanted)
  // Configuration that was there before is not ours to purge.
  const absent = wanted.filter((name) => states[name]?.status === 'absent' && !states[name].residual)
  const before = await installedNames(host, grammar)
  const isNew = (name: string): boolean => !before.has(name) && !wanted.includes(name)
  const foretold: string[] = []
  const foretell = async (scope: readonly string[]): Promise<void> => {
    const words = packageWords(grammar, step.packages)
    foretold.push(...(await wouldInstall(host, grammar, words, scope)).filter(isNew))
    await amendLedger(host, (ledger) =>
      withPackages(withPackages(ledger, 'packages', absent), 'dependencies', foretold),
    )
  }
  await foretell(ownScope(grammar, step.source))
  const recordAlong = async (): Promise<void> => {
    const after = await installedNames(host, grammar)
    const missing = foretold.filter((name) => !after.has(name))
    await amendLedger(host, (ledger) =>
      withPackages(withoutPackages(ledger, missing), 'dependencies', [...after].filter(isNew)),
    )
  }
  try {
    await install(manager, step.packages, step.source, { widened: foretell })
  } catch (error) {
    // What still runs may yet install what was foretold.
    if (asFailure(error).code !== 'transaction.running') await recordAlong()
    throw error
  }
  await recordAlong()
}

/** Removes what came along with our packages, but only as long as nobody else has come to need it. */
async function removeDependencies(manager: PackageManager, names: readonly string[]): Promise<void> {
  const { host, grammar } = manager
  const states = await queryPackages(host, grammar, names)
  const present = names.filter((name) => states[name]?.status !== 'absent')
  if (present.length > 0 && (await removesOnly(host, grammar, present))) await removePackages(manager, present, 'purge')
  await amendLedger(host, (ledger) => withoutPackages(ledger, names))
}
