import { askSshd } from '../checks/effective-sshd.ts'
import { checkPamState } from '../checks/pam-state.ts'
import { sudoersFragment } from '../checks/sudoers.ts'
import { apply } from '../core/apply.ts'
import type { Facts } from '../core/facts.ts'
import { asFailure, HandlerFailure } from '../core/failure.ts'
import { missingPieces, type Finding } from '../core/finding.ts'
import type { Piece } from '../core/piece.ts'
import { describeStep, type DeployRequest, type Plan } from '../core/plan.ts'
import { planRepair } from '../core/plan-repair.ts'
import { planRepository } from '../core/plan-repository.ts'
import type { Target } from '../core/target.ts'
import { placesOf } from '../core/vendor-files.ts'
import type { Host } from '../host.ts'
import { noteReads } from '../machine/file-reads.ts'
import type { VerificationInputs } from '../machine/fingerprint.ts'
import type { Grammar } from '../machine/grammar.ts'
import { keepFiles } from '../machine/kept-files.ts'
import { damagedFiles, type PackageManager } from '../machine/package-manager.ts'
import { verifyLogin } from './checks.ts'
import type { Context } from './context.ts'
import { executor } from './executor.ts'
import { tellTried } from './by-hand.ts'
import { reloadWhereNeeded } from './reload.ts'

/** A machine whose packages are as they should be, and how they can be worked on. */
export interface RepairWork {
  readonly target: Target
  readonly grammar: Grammar
  readonly facts: Facts
  readonly request: Pick<DeployRequest, 'repository'>
  readonly manager: PackageManager
  /** The same with what is left of the time. */
  readonly takeBack: PackageManager
}

export interface Repaired {
  /** What verification says now. */
  readonly findings: readonly Finding[]
  /** What was done about what it said first. */
  readonly done: readonly string[]
  /** What it looked at. */
  readonly seen: VerificationInputs
}

/**
 * Verifies the login and puts right what is missing, the packages' own way: one attempt, then verified again. An attempt
 * that brings nothing back, or leaves sshd without a valid configuration, or any piece missing that was there, is undone
 * byte for byte; packages are never removed. sshd reads its configuration anew where it is newer than what it runs with.
 */
export async function verifyAndRepair(context: Context, work: RepairWork): Promise<Repaired> {
  const { host: eyes, inputs } = noteReads(context.host)
  const found = await verifyLogin(eyes, work.target, work.facts)
  if (missingPieces(found).length === 0) return { findings: found, done: [], seen: inputs() }
  const plan = await makeRepairPlan(context, work, missingPieces(found))
  const looking = { ...work, eyes }
  const attempted = plan.steps.length === 0 ? undefined : await attempt(context, looking, { plan, found })
  const reloaded = await reloadWhereNeeded(context, looking, attempted?.findings ?? found)
  const done = [...(attempted?.tried ?? []), ...reloaded.tried]
  const findings = await withPamState(context, work.target, reloaded.findings)
  return { findings: tellTried(findings, done, attempted?.failure), done, seen: inputs() }
}

/** What would put these pieces right. Changes nothing. */
export async function makeRepairPlan(
  { host }: Pick<Context, 'host'>,
  { target, grammar, facts, request }: Pick<RepairWork, 'target' | 'grammar' | 'facts' | 'request'>,
  missing: readonly Piece[],
): Promise<Plan> {
  const names = { login: target.packages.login, selinux: target.packages.selinux.name }
  const installed = Object.values(names).filter((name) => facts.packages[name]?.status === 'installed')
  return planRepair(missing, {
    names,
    packages: facts.packages,
    damaged: await damagedFiles(host, grammar, installed),
    reconfigures: grammar.reconfigure.length > 0,
    pamIsKept: missing.includes('pam') && (await checkPamState(host, target)).verdict === 'blocked',
    repository: planRepository(facts, request.repository),
  })
}

/** The host through which verification looks. */
export interface Eyes {
  readonly eyes: Host
}

interface Attempted {
  readonly findings: readonly Finding[]
  readonly tried: readonly string[]
  readonly failure?: string
}

async function attempt(
  context: Context,
  { target, facts, manager, takeBack, eyes }: RepairWork & Eyes,
  { plan, found }: { readonly plan: Plan; readonly found: readonly Finding[] },
): Promise<Attempted> {
  const { host, notes } = context
  const isAccepted = async (): Promise<boolean> => (await askSshd(host, target.sshd.program)).kind === 'options'
  const wasAccepted = await isAccepted()
  const kept = await keepFiles(host, loginFiles(target)).catch(asFailure)
  if (kept instanceof HandlerFailure)
    return { findings: found, tried: ['to keep the files of the login as they are'], failure: kept.message }
  const tried = plan.steps.map(({ step }) => describeStep(step))
  try {
    const failure = await failureOf(apply(plan, executor(context, manager, takeBack), () => Promise.resolve()))
    const findings = await verifyLogin(eyes, target, facts)
    if (isBetter(found, findings) && (!wasAccepted || (await isAccepted()))) return { findings, tried, ...failure }
    const restored = await kept.restore()
    const message = `That made it no better, so these files were brought back as they were: ${restored.join(', ')}.`
    if (restored.length > 0) notes.push({ name: 'repair-undone', verdict: 'warning', message })
    return { findings: await verifyLogin(eyes, target, facts), tried, ...failure }
  } finally {
    await kept.forget()
  }
}

/** What a repair failed with, which is no failure of the command: what verification says then is. */
async function failureOf(work: Promise<void>): Promise<{ failure?: string }> {
  try {
    await work
    return {}
  } catch (error) {
    const failure = asFailure(error)
    if (failure.code === 'transaction.running' || failure.code === 'handler.bug') throw failure
    return { failure: failure.message }
  }
}

/** All that maintainer scripts write to and that somebody's login depends on. */
function loginFiles({ sshd, wiring }: Target): string[] {
  const places = [sshd.configuration, sshd.fragments, wiring.nss.file].flatMap((path) => placesOf(path, wiring))
  // What pam-auth-update remembers, in two places, belongs to what it wrote.
  return [...places, '/etc/pam.d', '/var/lib/pam', '/var/cache/debconf/config.dat', sudoersFragment]
}

/** Whether something that was missing is there, and nothing is missing that was there. */
function isBetter(before: readonly Finding[], after: readonly Finding[]): boolean {
  const missing = missingPieces(before)
  const left = missingPieces(after)
  const isNew = (piece: Piece): boolean => piece !== 'sshd-reload' && !missing.includes(piece)
  return !left.some(isNew) && missing.some((piece) => !left.includes(piece))
}

/** Where PAM is kept from being changed, that is what to tell first: nothing else brings the module back. */
async function withPamState(
  { host }: Context,
  target: Target,
  findings: readonly Finding[],
): Promise<readonly Finding[]> {
  if (!missingPieces(findings).includes('pam')) return findings
  const state = await checkPamState(host, target)
  return state.verdict === 'blocked' ? [state, ...findings] : findings
}
