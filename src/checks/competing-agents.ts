import type { PackageState } from '../core/facts.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import type { Host } from '../host.ts'
import { agents, type Agent } from './agent-table.ts'
import { readIfAny } from './readable.ts'

const check = 'competing-agents'

export interface AgentQuestion {
  readonly target: Pick<Target, 'sshd' | 'wiring'>
  /** Packages whose state is known. */
  readonly packages: Readonly<Record<string, PackageState>>
}

/**
 * Whether other software on this machine answers for users, keys or sshd_config as well. It blocks where that software
 * answers for the very same names, and warns where both can live side by side but may surprise.
 */
export async function checkCompetingAgents(host: Host, question: AgentQuestion): Promise<Finding> {
  const warnings: string[] = []
  for (const agent of agents) {
    const sign = await signOf(host, agent, question)
    if (sign === undefined) continue
    if (agent.verdict === 'blocked')
      return { check, verdict: 'blocked', code: 'agent.competing', detail: { agent: agent.name, found: sign } }
    warnings.push(`${agent.name} (${sign}): ${agent.means}`)
  }
  if (warnings.length > 0) return { check, verdict: 'warning', message: warnings.join(' ') }
  return { check, verdict: 'passed', message: 'No other login agent was found.' }
}

/** The first thing that shows an agent, as a person would look it up; undefined when nothing does. */
async function signOf(host: Host, agent: Agent, question: AgentQuestion): Promise<string | undefined> {
  const { files = [], lines = [], packages = [], nss = [] } = agent
  for (const file of files) if ((await host.files.resolve(file).catch(() => undefined)) !== undefined) return file
  for (const { file, pattern } of lines) {
    const found = new RegExp(pattern, 'm').exec((await readIfAny(host, placeOf(file, question))) ?? '')
    if (found !== null) return `"${found[0].trim()}" in ${placeOf(file, question)}`
  }
  const module = await nssModule(host, nss, question)
  if (module !== undefined) return module
  const installed = packages.find((name) => question.packages[name]?.status === 'installed')
  return installed === undefined ? undefined : `package ${installed}`
}

function placeOf(file: string, { target }: AgentQuestion): string {
  return file === 'sshd_config' ? target.sshd.configuration : file
}

async function nssModule(
  host: Host,
  modules: readonly string[],
  { target }: AgentQuestion,
): Promise<string | undefined> {
  if (modules.length === 0) return undefined
  const { file, database } = target.wiring.nss
  const [, line = ''] = new RegExp(`^\\s*${database}:([^#\\n]*)`, 'm').exec((await readIfAny(host, file)) ?? '') ?? []
  const module = modules.find((name) => line.split(/\s+/).includes(name))
  return module === undefined ? undefined : `"${module}" in the ${database} line of ${file}`
}
