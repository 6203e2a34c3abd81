import type { Step } from '../core/plan.ts'
import { fromBase64 } from '../core/base64.ts'
import { sha256 } from '../core/digest.ts'
import { asFailure, HandlerFailure } from '../core/failure.ts'
import { obtainKeyring } from './key-file.ts'
import { amendLedger, readLedger, withFile, withoutFile, withoutPackages, withPackages } from './ledger.ts'
import { install, packageWords, refresh, removePackages, repair, type PackageManager } from './package-manager.ts'
import { installedNames, queryPackages } from './package-query.ts'
import { removesOnly, wouldInstall } from './dependencies.ts'

/** Does one step of a plan. The ledger knows of every addition before it is made, so nothing is ever forgotten. */
export async function perform(manager: PackageManager, step: Step): Promise<void> {
  const { host } = manager
  switch (step.kind) {
    case 'install-key':
      await writeOwn(manager, step.path, await obtainKeyring(host, step.keys, manager))
      return
    case 'trust-keys':
    case 'distrust-keys':
      throw new HandlerFailure('handler.bug', { detail: `${step.kind} has no meaning here` })
    case 'write-file':
      await writeOwn(manager, step.path, new TextEncoder().encode(step.content))
      return
    case 'restore-file':
      await writeOwn(manager, step.path, fromBase64(step.base64))
      return
    case 'remove-file':
      await removeOwn(manager, step.path)
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

async function writeOwn({ host }: PackageManager, path: string, data: Uint8Array): Promise<void> {
  const hash = await sha256(data)
  await amendLedger(host, (ledger) => withFile(ledger, path, hash))
  await host.files.writeAtomic(path, data, 0o644)
}

/** Removes a file of ours unless somebody has changed it since: then it is theirs. */
async function removeOwn({ host }: PackageManager, path: string): Promise<void> {
  const entry = (await readLedger(host)).files.find((file) => file.path === path)
  const data = await host.files.readBytes(path)
  if (data !== undefined && entry !== undefined && (await sha256(data)) !== entry.sha256)
    host.log.write('warn', `${path} was changed by somebody else and is left alone`)
  else await host.files.remove(path)
  await amendLedger(host, (ledger) => withoutFile(ledger, path))
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
  const foretold = (await wouldInstall(host, grammar, packageWords(grammar, step.packages))).filter(isNew)
  await amendLedger(host, (ledger) => withPackages(withPackages(ledger, 'packages', absent), 'dependencies', foretold))
  const recordAlong = async (): Promise<void> => {
    const after = await installedNames(host, grammar)
    const missing = foretold.filter((name) => !after.has(name))
    await amendLedger(host, (ledger) =>
      withPackages(withoutPackages(ledger, missing), 'dependencies', [...after].filter(isNew)),
    )
  }
  try {
    await install(manager, step.packages, step.source)
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
