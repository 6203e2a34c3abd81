import { readSettings, type Settings } from '../agent/settings.ts'
import { firstBlocking, type Finding } from '../core/finding.ts'
import { describeFailure, HandlerFailure } from '../core/failure.ts'
import { notesOf } from '../core/outcome.ts'
import { selectProfile, type Allowances, type Selection } from '../core/profile.ts'
import { checkFileSystems } from '../checks/file-systems.ts'
import { checkKnownWarnings } from '../checks/known-warnings.ts'
import { checkIdentity } from '../checks/managed-identity.ts'
import { checkMemory } from '../checks/memory.ts'
import { cloudScope, readMetadata, type Metadata } from '../checks/metadata.ts'
import { checkPackageTool } from '../checks/package-tool.ts'
import { checkPredecessor } from '../checks/predecessor.ts'
import { checkSupportedOs } from '../checks/supported-os.ts'
import type { Facts } from '../core/facts.ts'
import type { Target } from '../core/target.ts'
import { readFacts, readMemorySize, readSystem } from '../machine/facts.ts'
import { grammars, type Grammar } from '../machine/grammar.ts'
import type { Context } from './context.ts'

/** What a command knows about the machine once it has looked. */
export interface Look {
  readonly target: Target
  readonly grammar: Grammar
  readonly facts: Facts
  /** The agent's library directory (waagent: Lib.Dir), where the folders of all extensions stand. */
  readonly library: string
}

/** Reads the settings, tells the log what must not be in it, and notes what the customer should know. */
export async function lookAtSettings({ host, environment, sequence, notes }: Context): Promise<Settings> {
  const settings = await readSettings(host, environment, sequence)
  const { username, password } = settings.proxyCredentials ?? {}
  host.log.configure(
    settings.logLevel,
    [username, password].filter((secret) => secret !== undefined),
  )
  for (const message of settings.warnings) notes.push({ name: 'settings', verdict: 'warning', message })
  return settings
}

/** Which profile this machine has, and everything a plan needs to know. Throws the first blocking finding. */
export async function lookAtMachine(context: Context, settings: Settings): Promise<Look> {
  const { host, profiles } = context
  const system = await readSystem(host)
  const selection = selectProfile(profiles, system, allowancesOf(settings))
  const target = await requireTarget(context, selection)
  const supported = checkSupportedOs(selection)
  const grammar = grammarFor(target.packageManager)
  const library = context.environment.extensionFolder.replace(/\/[^/]*$/, '')
  const facts = await readFacts(host, system, { target, grammar, library })
  conclude(context, [
    supported,
    checkMemory(facts.memory),
    checkPredecessor(facts.predecessor, target),
    await checkFileSystems(host),
    ...(await checkKnownWarnings(host, target)),
  ])
  return { target, grammar, facts, library }
}

/** What the settings allow beyond the table. */
function allowancesOf({ allowDerivatives, repository }: Settings): Allowances {
  return { derivatives: allowDerivatives, goneRepositories: repository?.baseUrl !== undefined }
}

/** The target, on a machine whose packages can be asked about; where they cannot, what the memory is like is told too. */
async function requireTarget(context: Context, selection: Selection): Promise<Target> {
  const { host } = context
  const supported = checkSupportedOs(selection)
  if (selection.kind === 'unsupported') {
    conclude(context, [supported, checkMemory(await readMemorySize(host))])
    throw new HandlerFailure(selection.code, selection.detail)
  }
  const tool = await checkPackageTool(host, selection.target)
  if (tool.verdict === 'blocked') conclude(context, [supported, tool, checkMemory(await readMemorySize(host))])
  return selection.target
}

export interface IdentityLook {
  readonly waitSeconds: number
  /** Where login works already, a silent metadata service is a warning. */
  readonly wired: boolean
  /** The cloud that an earlier run was told. */
  readonly cloud: string | undefined
}

/** Asks for the managed identity. Throws 22 or 25. */
export async function lookAtIdentity(context: Context, look: IdentityLook): Promise<void> {
  const finding = await checkIdentity(context.host, {
    scope: cloudScope(look.cloud),
    waitMs: look.waitSeconds * 1000,
    silence: look.wired ? 'warns' : 'blocks',
    deadline: context.budget.deadline,
  })
  conclude(context, [finding])
}

/** What the metadata service says about the VM itself; its silence is no failure here. */
export async function lookAtMetadata({ host }: Context): Promise<Metadata | undefined> {
  const metadata = await readMetadata(host)
  host.log.write('debug', 'metadata', { metadata })
  return metadata
}

/** Notes all findings, then throws the first that blocks. */
export function conclude({ notes }: Pick<Context, 'notes'>, findings: readonly Finding[]): void {
  notes.push(...notesOf(findings, ({ code, detail }) => describeFailure(code, detail).cause))
  const blocking = firstBlocking(findings)
  if (blocking !== undefined) throw new HandlerFailure(blocking.code, blocking.detail)
}

/** The row of the grammar table for a package manager. Throws `handler.bug` when a profile names one without a row. */
export function grammarFor(packageManager: string): Grammar {
  const table: Partial<Record<string, Grammar>> = grammars
  const grammar = table[packageManager]
  if (grammar !== undefined) return grammar
  throw new HandlerFailure('handler.bug', { detail: `no grammar for ${packageManager}` })
}
