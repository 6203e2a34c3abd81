import { checkLoginWiring } from '../checks/login-wiring.ts'
import { sha256 } from '../core/digest.ts'
import { asFailure, describeFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { idsOf, selectProfile } from '../core/profile.ts'
import type { Target } from '../core/target.ts'
import { together } from '../core/together.ts'
import type { Host } from '../host.ts'
import { readSystem } from '../machine/facts.ts'
import { fingerprint } from '../machine/fingerprint.ts'
import { layout } from '../machine/layout.ts'
import { isOwn, readLedger, type OwnFile } from '../machine/ledger.ts'
import { readMemory } from '../machine/memory.ts'
import { queryPackages } from '../machine/package-query.ts'
import { lookAtTransaction } from '../machine/transaction.ts'
import { readUpdate } from '../machine/update-marker.ts'
import { grammarFor } from '../operations/look.ts'
import { readProfiles } from '../operations/profiles.ts'
import type { Desk } from './desk.ts'
import type { StatusDocument } from './documents.ts'
import { readLastStatus } from './last-status.ts'
import type { Place } from './place.ts'

/**
 * What is installed, wired and recorded, and what the agent was last told. What cannot be looked at is named among the
 * problems; it is never a failure, and nothing is waited for.
 */
export async function readStatus(desk: Desk, place: Place): Promise<StatusDocument> {
  const { host, version } = desk
  const { environment, problem, logFile } = place
  const problems = problem === undefined ? [] : [causeOf(problem)]
  const attempt = async <T>(work: () => Promise<T>, otherwise: T): Promise<T> => {
    try {
      return await work()
    } catch (error) {
      host.log.write('warn', 'a part of the status is not known', { error })
      problems.push(causeOf(error))
      return otherwise
    }
  }
  const system = await readSystem(host)
  const target = await attempt(() => findTarget(desk, system), undefined)
  const update = await readUpdate(host)
  const transaction = await lookAtTransaction(host)
  return {
    schema: 1,
    handlerVersion: version,
    verb: 'status',
    time: new Date(host.clock.now()).toISOString(),
    handler: { name: environment.name, folder: environment.extensionFolder, log: logFile ?? null },
    system: {
      name: system.prettyName,
      architecture: system.architecture,
      profile: target?.profileId ?? null,
    },
    packages: target === undefined ? [] : await attempt(() => readPackages(host, target), []),
    wiring: await attempt(() => readWiring(host, target), { state: 'unknown', message: 'It could not be looked at.' }),
    verified: await attempt(() => readVerified(host), { state: 'never', time: null }),
    sessions: (await readMemory(host)).sessions ?? 'wait',
    added: await readAdded(host),
    update: update === undefined ? null : { ...update, time: timeOf(update.at) },
    transaction: transaction === undefined ? null : { ...transaction, time: timeOf(transaction.startedAt) },
    lastStatus: await attempt(() => readLastStatus(host.files, environment.statusFolder), null),
    problems,
  }
}

function causeOf(error: unknown): string {
  const { code, detail } = asFailure(error)
  return describeFailure(code, detail).cause
}

function timeOf(ms: number): string {
  return new Date(ms).toISOString()
}

/** Settings that would allow an install do not matter here: what is there is looked at all the same. */
async function findTarget(
  { host, invocation }: Desk,
  system: Awaited<ReturnType<typeof readSystem>>,
): Promise<Target | undefined> {
  const profiles = await readProfiles(host, invocation.packageRoot, idsOf(system))
  const selection = selectProfile(profiles, system, { derivatives: true, goneRepositories: true })
  return selection.kind === 'supported' ? selection.target : undefined
}

async function readPackages(host: Host, { packageManager, packages }: Target): Promise<StatusDocument['packages']> {
  const names = [packages.login, packages.selinux.name]
  const found = await queryPackages(host, grammarFor(packageManager), names)
  return names.map((name) => {
    const { status: state = 'absent', version = '', held = false } = found[name] ?? {}
    return { name, state, version, held }
  })
}

async function readWiring(host: Host, target: Target | undefined): Promise<StatusDocument['wiring']> {
  if (target === undefined) return { state: 'unknown', message: 'No profile says how login is wired on this system.' }
  const finding = await checkLoginWiring(host, target)
  if (finding.verdict !== 'blocked') return { state: 'wired', message: finding.message }
  return { state: 'not-wired', message: `${finding.detail.missing ?? finding.code}.` }
}

async function readVerified(host: Host): Promise<StatusDocument['verified']> {
  const { verified } = await readMemory(host)
  if (verified === undefined) return { state: 'never', time: null }
  const same = (await fingerprint(host, verified.inputs)) === verified.fingerprint
  const written = await host.files.stat(layout.memory)
  return { state: same ? 'current' : 'changed', time: written === undefined ? null : timeOf(written.mtimeMs) }
}

async function readAdded(host: Host): Promise<StatusDocument['added']> {
  const { files, packages, dependencies, keys } = await readLedger(host)
  const states = await together(files.map(async (file) => ({ path: file.path, state: await stateOf(host, file) })))
  return { files: states, packages, dependencies, keys }
}

/** A file of ours as it is now against what was written. */
async function stateOf(host: Host, file: OwnFile): Promise<'unchanged' | 'changed' | 'missing'> {
  const bytes = await host.files.readBytes(file.path, limits.read.configurationBytes).catch(() => new Uint8Array())
  if (bytes === undefined) return 'missing'
  return isOwn(file, await sha256(bytes)) ? 'unchanged' : 'changed'
}
