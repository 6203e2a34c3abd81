import type { Settings } from '../agent/settings.ts'
import { agents } from '../checks/agent-table.ts'
import { readMetadata, type Metadata } from '../checks/metadata.ts'
import { checkPackageTool } from '../checks/package-tool.ts'
import type { Facts, Memory, System } from '../core/facts.ts'
import { asFailure, HandlerFailure } from '../core/failure.ts'
import type { BlockingFinding } from '../core/finding.ts'
import { idsOf, selectProfile, type Allowances, type Selection } from '../core/profile.ts'
import type { Target } from '../core/target.ts'
import { together } from '../core/together.ts'
import { readFacts, readMemorySize, readSystem } from '../machine/facts.ts'
import { grammars, type Grammar } from '../machine/grammar.ts'
import type { Context } from './context.ts'

/** What a command knows about the machine once it has looked. */
export interface Look {
  readonly target: Target
  readonly grammar: Grammar
  readonly facts: Facts
  /** The agent's library directory (waagent: Lib.Dir), where the folders of all extensions stand. */
  readonly agentFolder: string
}

/** What a machine is like, as far as it could be looked at. */
export interface Survey {
  readonly system: System
  readonly selection: Selection
  readonly memory: Memory
  /** Names in the agent's library directory. */
  readonly folders: readonly string[]
  /** undefined without a profile, and where the packages could not be asked about. */
  readonly look: Look | undefined
  /** Why they could not. */
  readonly obstacle: BlockingFinding | undefined
}

/** Looks at the machine; whatever is wrong with it is for the checks to say. */
export async function surveyMachine(context: Context, settings: Settings): Promise<Survey> {
  const { host, profiles, environment } = context
  const { agentFolder } = environment
  const [system, memory, folders = []] = await together([
    readSystem(host),
    readMemorySize(host),
    host.files.list(agentFolder),
  ])
  const selection = selectProfile(await profiles(idsOf(system)), system, allowancesOf(settings))
  const survey = { system, selection, memory, folders, look: undefined, obstacle: undefined }
  if (selection.kind === 'unsupported') return survey
  const { target } = selection
  const grammar = grammarFor(target.packageManager)
  const [tool, facts] = await together([
    checkPackageTool(host, target),
    readFacts(host, system, { target, grammar, agentFolder, also: agentPackages }).catch(obstacleOf),
  ])
  if (tool.verdict === 'blocked') return { ...survey, obstacle: tool }
  if ('verdict' in facts) return { ...survey, obstacle: facts }
  return { ...survey, look: { target, grammar, facts, agentFolder } }
}

/** Why the packages could not be asked about. Throws what is a bug. */
function obstacleOf(error: unknown): BlockingFinding {
  const { code, detail } = asFailure(error)
  if (code === 'handler.bug') throw error
  return { check: 'packages', verdict: 'blocked', code, detail }
}

/** What a survey knows of a machine that the checks let pass. Throws what stood in the way otherwise. */
export function requireLook({ look, obstacle, selection }: Survey): Look {
  if (look !== undefined) return look
  if (obstacle !== undefined) throw new HandlerFailure(obstacle.code, obstacle.detail)
  if (selection.kind === 'unsupported') throw new HandlerFailure(selection.code, selection.detail)
  throw new HandlerFailure('handler.bug', { detail: 'a survey without a result' })
}

const agentPackages = [...new Set(agents.flatMap(({ packages = [] }) => packages))]

/** What the settings allow beyond the table. */
function allowancesOf({ allowDerivatives, repository }: Settings): Allowances {
  return { derivatives: allowDerivatives, goneRepositories: repository?.baseUrl !== undefined }
}

/** What the metadata service says about the VM itself; its silence is no failure here. */
export async function lookAtMetadata({ host }: Context): Promise<Metadata | undefined> {
  const metadata = await readMetadata(host)
  host.log.write('debug', 'metadata', { metadata })
  return metadata
}

/** The row of the grammar table for a package manager. Throws `handler.bug` when a profile names one without a row. */
export function grammarFor(packageManager: string): Grammar {
  const table: Partial<Record<string, Grammar>> = grammars
  const grammar = table[packageManager]
  if (grammar !== undefined) return grammar
  throw new HandlerFailure('handler.bug', { detail: `no grammar for ${packageManager}` })
}
