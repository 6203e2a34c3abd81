import type { Finding } from '../core/finding.ts'
import { limits } from '../core/limits.ts'
import { jittered } from '../core/retry.ts'
import type { Host, IdentityAnswer } from '../host.ts'
import { isArcMachine } from './arc.ts'
import { tokenOwner } from './token-claim.ts'

const check = 'managed-identity'

/**
 * Where identities come from. Any 4xx but those that pass, or say nothing about the identity, means that there is
 * none; the texts "can change at any time" and are not branched on.
 */
const sources = {
  azure: {
    name: 'The metadata service',
    missing: 'identity.missing',
    unknown: 'identity.unknown',
    inconclusive: [404, 408, 410, 429],
  },
  arc: {
    name: 'The Azure Arc agent',
    missing: 'identity.arc-missing',
    unknown: 'identity.arc-unknown',
    // 401 and 403: himds doubts who asks, not whether there is an identity.
    inconclusive: [401, 403, 404, 408, 410, 429],
  },
} as const
type Source = (typeof sources)[keyof typeof sources]

export interface IdentityQuestion {
  /** The resource to ask a token for; see cloudScope. */
  readonly scope: string
  /** How long to wait for an identity, or for the metadata service, to appear; not needed when it is there at once. */
  readonly waitMs: number | Promise<number>
  /** warns: where login works already, a metadata service that does not answer is a warning at once. */
  readonly silence: 'blocks' | 'warns'
  /** Monotonic milliseconds that nothing may be waited beyond, whatever waitMs says. */
  readonly deadline: number
}

interface Present {
  readonly kind: 'present'
  readonly finding: Finding
}

/** absent is definite for now; unusable says nothing about the identity. */
interface NotYet {
  readonly kind: 'absent' | 'unusable'
  readonly answer: string
  readonly retryAfterMs: number
  /** The finding when the wait ends with this, after so many seconds. */
  readonly blocked: (seconds: number) => Finding
}

/**
 * Whether this VM has a system-assigned managed identity: 22 when it surely has none, 25 when the metadata service (of
 * an Arc machine: its agent) never said. Asked again until the wait is over, because a policy assigns identity and extension at the same moment.
 */
export async function checkIdentity(
  host: Pick<Host, 'identity' | 'clock' | 'random' | 'files'>,
  question: IdentityQuestion,
): Promise<Finding> {
  const { identity, clock, random } = host
  const source = sources[(await isArcMachine(host)) ? 'arc' : 'azure']
  const startedAt = clock.monotonic()
  let known: NotYet | undefined
  for (let tries = 1; ; tries++) {
    const judgement = judge(await identity.request(question.scope, limits.metadata.timeoutMs), source)
    if (judgement.kind === 'present') return judgement.finding
    if (judgement.kind === 'absent' || known?.kind !== 'absent') known = judgement
    if (known.kind === 'unusable' && question.silence === 'warns') return silenceWarning(known, source)
    const end = Math.min(question.deadline, startedAt + (await question.waitMs))
    const now = clock.monotonic()
    const pauseMs = pause(judgement, tries, { leftMs: end - now, random })
    if (pauseMs === undefined) return known.blocked(Math.round((now - startedAt) / 1000))
    await clock.sleep(pauseMs)
  }
}

function judge(answer: IdentityAnswer, source: Source): Present | NotYet {
  if (answer.kind === 'token') return judgeToken(answer.token)
  if (answer.kind === 'silence') return unusable(answer.reason, 0, source)
  const text = `HTTP ${answer.status}`
  if (isAbsence(answer.status, source)) return absent(text, source)
  return unusable(text, answer.retryAfterMs ?? 0, source)
}

function isAbsence(status: number, { inconclusive }: Source): boolean {
  const passing: readonly number[] = inconclusive
  return status >= 400 && status < 500 && !passing.includes(status)
}

/** A lone user-assigned identity is handed out where no system-assigned one exists, so a token alone proves nothing. */
function judgeToken(token: string): Present | NotYet {
  const owner = tokenOwner(token)
  switch (owner.kind) {
    case 'system':
      return present({ check, verdict: 'passed', message: `System-assigned managed identity of ${owner.resource}.` })
    case 'user':
      return onlyUserAssigned(owner.name)
    case 'unknown': {
      const message = 'There is a managed identity; whether it is the system-assigned one cannot be told.'
      return present({ check, verdict: 'warning', message })
    }
  }
}

function present(finding: Finding): Present {
  return { kind: 'present', finding }
}

function absent(answer: string, { missing }: Source): NotYet {
  const blocked = (seconds: number): Finding => {
    return { check, verdict: 'blocked', code: missing, detail: { seconds, answer } }
  }
  return { kind: 'absent', answer, retryAfterMs: 0, blocked }
}

function onlyUserAssigned(identity: string): NotYet {
  const blocked = (): Finding => {
    return { check, verdict: 'blocked', code: 'identity.user-assigned-only', detail: { identity } }
  }
  return { kind: 'absent', answer: identity, retryAfterMs: 0, blocked }
}

function unusable(answer: string, retryAfterMs: number, { unknown }: Source): NotYet {
  const blocked = (seconds: number): Finding => {
    return { check, verdict: 'blocked', code: unknown, detail: { seconds, answer } }
  }
  return { kind: 'unusable', answer, retryAfterMs, blocked }
}

function silenceWarning({ answer }: NotYet, { name }: Source): Finding {
  const message = `${name} gave no usable answer (${answer}); the managed identity was not checked.`
  return { check, verdict: 'warning', message }
}

/** Milliseconds until the next question, the last one at the very end of the wait; undefined when it makes no sense. */
function pause(
  { kind, retryAfterMs }: NotYet,
  tries: number,
  { leftMs, random }: { leftMs: number; random: () => number },
): number | undefined {
  if (leftMs < Math.max(limits.metadata.shortestWaitMs, retryAfterMs)) return undefined
  const { absentPollMs, retryWaitsMs } = limits.metadata
  const schedule: readonly number[] = retryWaitsMs
  const documentedMs = schedule[Math.min(tries, schedule.length - 1)] ?? absentPollMs
  const waitMs = jittered(kind === 'absent' ? absentPollMs : documentedMs, random, limits.retry.baseMs)
  return Math.min(Math.max(waitMs, retryAfterMs), leftMs)
}
