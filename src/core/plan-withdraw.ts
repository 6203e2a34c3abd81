import type { Facts } from './facts.ts'
import { absentPackage, type Plan, type Step } from './plan.ts'
import { removal } from './removal.ts'

export interface WithdrawRequest {
  /** Both login packages, dependants first, whoever installed them: that is what deleting the extension means. */
  readonly packages: readonly string[]
  readonly ledger: LedgerView
  readonly interrupted: boolean
}

/** What the ledger says we added, as far as the planner needs it. */
export interface LedgerView {
  readonly files: readonly string[]
  readonly packages: readonly string[]
  readonly dependencies: readonly string[]
  /** Fingerprints of keys that the package database trusts because of us. */
  readonly keys: readonly string[]
}

/** What has to be done so that the packages and everything the ledger lists are gone. */
export function planWithdraw(facts: Pick<Facts, 'packages' | 'alteredFiles'>, request: WithdrawRequest): Plan {
  const { ledger } = request
  const present = request.packages.filter((name) => {
    const found = facts.packages[name] ?? absentPackage
    return found.status !== 'absent' || (found.residual && ledger.packages.includes(name))
  })
  const steps: Step[] = []
  if (request.interrupted || present.some((name) => facts.packages[name]?.status === 'broken'))
    steps.push({ kind: 'repair-packages' })
  steps.push(...removal(present, (name) => ledger.packages.includes(name)))
  if (ledger.dependencies.length > 0) steps.push({ kind: 'remove-dependencies', names: ledger.dependencies })
  // Last made, first removed: an entry never stands there without its keyring, nor without the trust in it.
  for (const path of removable(ledger.files, facts.alteredFiles).toReversed()) steps.push({ kind: 'remove-file', path })
  if (ledger.keys.length > 0) steps.push({ kind: 'distrust-keys', fingerprints: ledger.keys })
  return { steps: steps.map((step) => ({ step, undo: [] })) }
}

/** A file that somebody has changed is theirs by now, and so is what was made before it: it may name that. */
export function removable(files: readonly string[], altered: Facts['alteredFiles']): string[] {
  return files.slice(files.findLastIndex((path) => altered[path] !== undefined) + 1)
}
