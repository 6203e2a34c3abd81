import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { isTrusted } from '../core/trusted-key.ts'
import type { Host } from '../host.ts'
import { speak, type Grammar } from './grammar.ts'
import { amendLedger, readLedger, withKeys, withoutKeys } from './ledger.ts'
import { transact, type PackageManager } from './package-manager.ts'
import { requireAnswer } from './package-query.ts'
import { askPackages } from './package-question.ts'

type Machine = Pick<PackageManager, 'host' | 'grammar'>

/**
 * The keys that the package database trusts, as it lists them, upper case; none where it keeps no keys. Throws
 * `packages.database` when it does not answer: a key must not be taken for ours that was trusted before.
 */
export async function readTrustedKeys(host: Host, grammar: Grammar): Promise<string[]> {
  const { repositories } = grammar
  if (repositories.trustedKeys.length === 0) return []
  const result = await askPackages(host, repositories.trustedKeys)
  // "package gpg-pubkey is not installed", with an exit code of its own, stands where there are none.
  requireAnswer(grammar, repositories.trustedKeys, result, [0, 1])
  const keys = result.stdout.split('\n').filter((line) => /^[0-9a-f]{8,64}$/i.test(line))
  return [...new Set(keys.map((key) => key.toUpperCase()))]
}

/**
 * Makes the package database trust the keys of a file of ours, once more held against what is pinned. Those that are
 * new to it are in the ledger before. Throws `repository.key-mismatch` when the file holds any other key.
 */
export async function trustKeys(manager: PackageManager, path: string, fingerprints: readonly string[]): Promise<void> {
  const { host, grammar } = manager
  const bytes = await host.files.readBytes(path, limits.download.maxBytes)
  const held = (bytes === undefined ? undefined : await host.keyring.read(bytes))?.fingerprints ?? []
  const trusted = await readTrustedKeys(host, grammar)
  const added = held.filter((one) => !isTrusted(trusted, one))
  if (held.length === 0 || added.some((one) => !fingerprints.includes(one)))
    throw new HandlerFailure('repository.key-mismatch', {
      ...{ source: path, wanted: fingerprints.join(', ') },
      found: added.join(', ') || 'no OpenPGP key',
    })
  if (added.length === 0) return
  await amendLedger(host, (ledger) => withKeys(ledger, added))
  await transact(manager, {
    title: `trust the key ${added.join(', ')}`,
    argv: speak(grammar.repositories.trustKeys, { file: path }),
    done: async () => {
      const now = await readTrustedKeys(host, grammar)
      return added.every((one) => isTrusted(now, one))
    },
  })
}

/** Takes back the trust in those of the keys that the ledger lists: what was trusted before us stays so. */
export async function distrustKeys(manager: PackageManager, fingerprints: readonly string[]): Promise<void> {
  const { host, grammar } = manager
  const { ours, listed } = await readOurs(manager, fingerprints)
  if (listed.length > 0)
    await transact(manager, {
      title: `take back the trust in the key ${ours.join(', ')}`,
      argv: distrusting(grammar, listed),
      done: async () => !(await readTrustedKeys(host, grammar)).some((key) => listed.includes(key)),
    })
  await amendLedger(host, (ledger) => withoutKeys(ledger, ours))
}

/** The command that `distrustKeys` would run; empty where nothing of ours is trusted. */
export async function distrustArguments(machine: Machine, fingerprints: readonly string[]): Promise<string[]> {
  const { listed } = await readOurs(machine, fingerprints)
  return listed.length === 0 ? [] : distrusting(machine.grammar, listed)
}

/** Those that are trusted because of us, and what the database calls them. */
async function readOurs({ host, grammar }: Machine, fingerprints: readonly string[]) {
  const { keys } = await readLedger(host)
  const ours = fingerprints.filter((one) => keys.includes(one))
  const trusted = await readTrustedKeys(host, grammar)
  return { ours, listed: trusted.filter((key) => ours.some((one) => isTrusted([key], one))) }
}

/** rpm knows them in lower case. */
function distrusting({ repositories }: Grammar, listed: readonly string[]): string[] {
  const keys = listed.map((key) => speak([repositories.keyName], { key: key.toLowerCase() }).join(''))
  return speak(repositories.distrustKeys, { keys })
}
