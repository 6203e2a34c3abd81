import type { Settings } from '../agent/settings.ts'
import { checkAksNode } from '../checks/aks.ts'
import { checkCompetingAgents } from '../checks/competing-agents.ts'
import { judgeEndpoints, probeEndpoints } from '../checks/endpoints.ts'
import { checkFileSystems, packagePlaces } from '../checks/file-systems.ts'
import { checkFips } from '../checks/fips.ts'
import { checkKnownWarnings } from '../checks/known-warnings.ts'
import { checkLoginWiring } from '../checks/login-wiring.ts'
import { checkMemory } from '../checks/memory.ts'
import type { Metadata } from '../checks/metadata.ts'
import { checkOtherHandlers } from '../checks/other-handlers.ts'
import { checkPamState } from '../checks/pam-state.ts'
import { checkPredecessor } from '../checks/predecessor.ts'
import { checkSelinux, verifySelinuxModule } from '../checks/selinux.ts'
import { checkSshServer } from '../checks/ssh-server.ts'
import { checkSshdFragments } from '../checks/sshd-fragments.ts'
import { checkSshdPolicy } from '../checks/sshd-policy.ts'
import { checkSshdReload } from '../checks/sshd-reload.ts'
import { checkSupportedOs } from '../checks/supported-os.ts'
import type { Facts } from '../core/facts.ts'
import { describeFailure } from '../core/failure.ts'
import { firstBlocking, withoutChange, type BlockingFinding, type Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import { together } from '../core/together.ts'
import type { Host } from '../host.ts'
import { askIdentity } from './ask-identity.ts'
import { withCommands } from './by-hand.ts'
import type { Context } from './context.ts'
import type { Look, Survey } from './look.ts'
import { repositoryRoute } from './proxy.ts'
import { deployRequest } from './request.ts'

/** What the checks are asked about. */
export interface Examined {
  readonly context: Context
  readonly settings: Settings
  readonly survey: Survey
  /** undefined where the metadata service did not answer. */
  readonly metadata: Metadata | undefined
  /** As the metadata service names it, now or at an earlier run. */
  readonly cloud: string | undefined
  /** Whether something is to be changed on the machine. */
  readonly change: boolean
  /** Whether the repository may be asked, too: a fleet that installs asks it in turns, and only for what it needs. */
  readonly probeRepository: boolean
  /** How long the managed identity is waited for. */
  readonly waitSeconds: number
}

type Answer = Finding | readonly Finding[] | Promise<Finding | readonly Finding[]>
type Check = (examined: Examined & { readonly host: Host }) => Answer

/**
 * Every check that comes before a change, for `install` and `enable` as for `check`. All run, told in this order, and
 * the first that blocks decides the exit code. The identity comes after them, because it may be waited for.
 */
const checks: readonly Check[] = [
  ({ survey }) => [checkSupportedOs(survey.selection), ...(survey.obstacle === undefined ? [] : [survey.obstacle])],
  onTarget(({ host }, { target }) => checkKnownWarnings(host, target)),
  ({ survey }) => checkMemory(survey.memory),
  onTarget(({ settings: { migrate }, metadata }, { facts, target }) =>
    checkPredecessor(facts.predecessor, target, { migrate, metadata }),
  ),
  ({ host, survey }) => checkFileSystems(host, placesOf(survey)),
  onTarget(({ host }, { target }) => checkSshServer(host, target)),
  onTarget(({ host }, { target }) => checkSshdPolicy(host, target)),
  onTarget(({ host }, { target }) => checkSshdFragments(host, target)),
  onTarget(({ host }, { target }) => checkPamState(host, target)),
  onTarget(({ host }, { target, facts }) => checkCompetingAgents(host, { target, packages: facts.packages })),
  ({ host, survey, context }) => checkOtherHandlers(host, { own: context.environment.name, folders: survey.folders }),
  onTarget(({ host }, { target, facts }) => checkSelinux(host, target, facts)),
  ({ host }) => checkFips(host),
  ({ host, survey, metadata }) => checkAksNode(host, { metadata, handlers: survey.folders }),
  onTarget((_, look) => heldPackages(look)),
  onTarget(checkNetwork),
]

/** What an installation needs and a login that is there does not: it must not fail for a full disk. */
const onlyForChange = ['file-systems', 'pam-state', 'competing-agents']

function tellCause({ code, detail }: BlockingFinding): string {
  return describeFailure(code, detail).cause
}

/** What is found about the machine, the managed identity last. Changes nothing. */
export async function examine(examined: Examined): Promise<Finding[]> {
  const { context, survey, cloud, waitSeconds } = examined
  const told = runChecks(examined)
  const wired = survey.look !== undefined && isInstalled(survey.look)
  // Asked at the same time. What blocks already is not made better by waiting.
  const waitMs = told.then((findings) => (firstBlocking(findings) === undefined ? waitSeconds * 1000 : 0))
  const [findings, identity] = await together([told, askIdentity(context, { waitMs, wired, cloud }), waitMs])
  return [...findings, identity]
}

async function runChecks(examined: Examined): Promise<Finding[]> {
  const { host } = examined.context
  const findings = (await together(checks.map(async (check) => check({ ...examined, host })))).flat()
  return examined.change ? findings : withoutChange(findings, onlyForChange, tellCause)
}

/** Whether the login works as installed: each finding that blocks is a piece that is missing. Always in full. */
export async function verifyLogin(host: Host, target: Target, facts: Pick<Facts, 'packages'>): Promise<Finding[]> {
  const findings = await together([
    checkLoginWiring(host, target),
    verifySelinuxModule(host, target, facts),
    checkSshdReload(host, target),
  ])
  return withCommands(findings, target)
}

function isInstalled({ target, facts }: Look): boolean {
  return facts.packages[target.packages.login]?.status === 'installed'
}

function onTarget(check: (examined: Examined & { readonly host: Host }, look: Look) => Answer): Check {
  return (examined) => (examined.survey.look === undefined ? [] : check(examined, examined.survey.look))
}

function placesOf({ selection }: Survey) {
  return selection.kind === 'supported' ? packagePlaces[selection.target.packageManager] : undefined
}

/** A package the administrator holds stays as it is; the customer should know why. */
function heldPackages({ facts, target }: Look): Finding[] {
  const { login, selinux } = target.packages
  return [login, selinux.name].flatMap((name) => {
    const state = facts.packages[name]
    if (state?.status !== 'installed' || !state.held) return []
    return { check: 'held-package', verdict: 'warning', message: `${name} is held at ${state.version} and left alone.` }
  })
}

/** The hosts of a login, and that of the packages for whoever asks; a login that is there is not asked about. */
async function checkNetwork(examined: Examined & { readonly host: Host }, look: Look): Promise<Finding[]> {
  const { host, context, settings, cloud, change, probeRepository } = examined
  if (!change && !probeRepository) return []
  const answers = await probeEndpoints(host, {
    azEnvironment: cloud,
    ...(probeRepository && { packages: deployRequest(look, settings).repository.url }),
    proxyFor: (address) => repositoryRoute(context, settings, address).proxy,
  })
  const findings = [judgeEndpoints(answers)]
  const lost = answers.find(({ purpose, reachable }) => purpose === 'packages' && !reachable)
  if (lost === undefined || isInstalled(look)) return findings
  const message = `${lost.host} does not answer (${lost.said}). Unless the package manager has a way of its own, nothing can be installed (20).`
  return [...findings, { check: 'repository', verdict: 'warning', message }]
}
