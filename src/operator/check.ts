import { defaultSettings, type Settings } from '../agent/settings.ts'
import { asFailure, describeFailure } from '../core/failure.ts'
import { firstBlocking, type Finding } from '../core/finding.ts'
import { readMemory } from '../machine/memory.ts'
import { lookAtTransaction } from '../machine/transaction.ts'
import { examine, verifyLogin } from '../operations/checks.ts'
import type { Context } from '../operations/context.ts'
import { lookAtSettings } from '../operations/look-at-settings.ts'
import { lookAtMetadata, surveyMachine, type Look } from '../operations/look.ts'
import { otherOwner } from '../operations/owner.ts'
import type { Desk } from './desk.ts'
import type { CheckDocument } from './documents.ts'
import { contextFor } from './machine-context.ts'
import type { Place } from './place.ts'

/**
 * All that stands in the way of an install, whatever else does, and whether the login works that is installed: always
 * looked at in full. Nothing is changed.
 */
export async function checkMachine(desk: Desk, place: Place, waitSeconds: number): Promise<CheckDocument> {
  const { host, terminal, version } = desk
  const context = contextFor(desk, place, 'install')
  const given = await readGivenSettings(context)
  const { settings } = given
  const survey = await terminal.progress('Looking at the machine', surveyMachine(context, settings))
  const metadata = await terminal.progress('Asking the metadata service', lookAtMetadata(context))
  const { cloud: known } = await readMemory(host)
  const cloud = (metadata?.azEnvironment ?? '') === '' ? known : metadata?.azEnvironment
  const examined = { context, settings, survey, metadata, cloud, waitSeconds, change: true, probeRepository: true }
  const findings: Finding[] = [
    ...(place.problem === undefined ? [] : [blocked('agent-environment', place.problem)]),
    ...(await ownerFindings(context)),
    ...given.findings,
    ...(await transactionFindings(context)),
    ...(await terminal.progress('Checking', examine(examined))),
    ...(await terminal.progress('Verifying the login', loginFindings(context, survey.look))),
  ]
  const first = firstBlocking(findings)
  return {
    schema: 1,
    handlerVersion: version,
    verb: 'check',
    time: new Date(host.clock.now()).toISOString(),
    system: survey.system.prettyName,
    findings: findings.map(told),
    outcome: {
      exit: first === undefined ? 0 : describeFailure(first.code, first.detail).exit,
      code: first?.code ?? null,
    },
  }
}

interface Given {
  readonly settings: Settings
  readonly findings: readonly Finding[]
}

/** The settings an install would have; where they cannot be used, the rest is checked as if there were none. */
async function readGivenSettings(context: Context): Promise<Given> {
  try {
    const settings = await lookAtSettings(context)
    const findings = settings.warnings.map((message): Finding => ({ check: 'settings', verdict: 'warning', message }))
    return { settings, findings }
  } catch (error) {
    return { settings: defaultSettings(), findings: [blocked('settings', error)] }
  }
}

function blocked(check: string, error: unknown): Finding {
  const { code, detail } = asFailure(error)
  return { check, verdict: 'blocked', code, detail }
}

/** An install would leave the login to whoever manages it. */
async function ownerFindings(context: Context): Promise<Finding[]> {
  const other = await otherOwner(context)
  return other === undefined ? [] : [blocked('owner', other)]
}

/** What an earlier command left is waited for, or finished, by the next one; a person only has to know. */
async function transactionFindings({ host }: Context): Promise<Finding[]> {
  const left = await lookAtTransaction(host)
  if (left === undefined) return []
  const states = { running: 'is running', ended: 'has ended', 'cut-short': 'was cut short' } as const
  const next = left.state === 'running' ? 'waits for it first' : 'finishes it first'
  const message = `A package transaction of this extension ${states[left.state]}: ${left.title}. The next command ${next}.`
  return [{ check: 'transaction', verdict: 'warning', message }]
}

async function loginFindings({ host }: Context, look: Look | undefined): Promise<Finding[]> {
  if (look === undefined) return []
  const { target, facts } = look
  if (facts.packages[target.packages.login]?.status !== 'absent') return verifyLogin(host, target, facts)
  return [{ check: 'login-wiring', verdict: 'passed', message: 'Nothing is installed yet, so nothing was verified.' }]
}

function told(finding: Finding): CheckDocument['findings'][number] {
  if (finding.verdict !== 'blocked') return finding
  const { check, verdict, code, detail } = finding
  const { exit, cause, remedy } = describeFailure(code, detail)
  return { check, verdict, message: cause, exit, code, remedy }
}
