import type { Facts } from './facts.ts'
import { absentPackage, type Plan, type Step } from './plan.ts'
import { isPresent, removal, settling, type RemovalCare } from './removal.ts'

export interface WithdrawRequest {
  /** Both login packages, dependants first, whoever installed them: that is what deleting the extension means. */
  readonly packages: readonly string[]
  readonly ledger: LedgerView
  readonly interrupted: boolean
  readonly care: RemovalCare
}

/** What the ledger says we added, as far as the planner needs it. */
export interface LedgerView {
  readonly files: readonly string[]
  readonly packages: readonly string[]
  readonly dependencies: readonly string[]
  /** Fingerprints of keys that the package database trusts because of us. */
  readonly keys: readonly string[]
}

export interface WithdrawFacts extends Pick<Facts, 'packages'> {
  /** Files of the ledger that have become somebody else's, or that theirs name. */
  readonly keptFiles: readonly string[]
  /** What PAM, NSS and sshd name although it is gone. */
  readonly danglingWiring: readonly string[]
}

/** What has to be done so that the packages and everything the ledger lists are gone. */
export function planWithdraw(facts: WithdrawFacts, request: WithdrawRequest): Plan {
  const { ledger, care } = request
  const present = request.packages.filter((name) => {
    const found = facts.packages[name] ?? absentPackage
    return found.status !== 'absent' || (found.residual && ledger.packages.includes(name))
  })
  const steps: Step[] = []
  if (request.interrupted || present.some((name) => facts.packages[name]?.status === 'broken'))
    steps.push({ kind: 'repair-packages' })
  const isThere = present.some((name) => isPresent(facts.packages[name]))
  steps.push(...settling(care, isThere))
  steps.push(...removal(present, (name) => ledger.packages.includes(name), care.places))
  if (isThere || facts.danglingWiring.length > 0) steps.push({ kind: 'clear-wiring', places: care.places })
  if (ledger.dependencies.length > 0) steps.push({ kind: 'remove-dependencies', names: ledger.dependencies })
  // Last made, first removed: an entry never stands there without its keyring, nor without the trust in it.
  for (const path of ledger.files.toReversed())
    if (!facts.keptFiles.includes(path)) steps.push({ kind: 'remove-file', path })
  if (ledger.keys.length > 0) steps.push({ kind: 'distrust-keys', fingerprints: ledger.keys })
  return { steps: steps.map((step) => ({ step, undo: [] })) }
}
