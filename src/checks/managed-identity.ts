import type { Finding } from '../core/finding.ts'
import { limits } from '../core/limits.ts'
import { jittered } from '../core/retry.ts'
import type { Host, IdentityAnswer } from '../host.ts'
import { tokenOwner } from './token-claim.ts'

const check = 'managed-identity'
/** Between two questions while there is no identity. */
const absentPollMs = 5000
/** The metadata service asks to be left alone for a second at least after an error of its own. */
const shortestWaitMs = 1000

export interface IdentityQuestion {
  /** The resource to ask a token for; see cloudScope. */
  readonly scope: string
  /** How long to wait for an identity, or for the metadata service, to appear. Asked at least once. */
  readonly waitMs: number
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
 * Whether this VM has a system-assigned managed identity: 22 when it surely has none, 25 when the metadata service
 * never said. Asked again until the wait is over, because a policy assigns identity and extension at the same moment.
 */
export async function checkIdentity(
  { identity, clock, random }: Pick<Host, 'identity' | 'clock' | 'random'>,
  question: IdentityQuestion,
): Promise<Finding> {
  const startedAt = clock.monotonic()
  const end = Math.min(question.deadline, startedAt + question.waitMs)
  let known: NotYet | undefined
  for (let tries = 1; ; tries++) {
    const judgement = judge(await identity.request(question.scope, limits.metadata.timeoutMs))
    if (judgement.kind === 'present') return judgement.finding
    if (judgement.kind === 'absent' || known?.kind !== 'absent') known = judgement
    if (known.kind === 'unusable' && question.silence === 'warns') return silenceWarning(known)
    const now = clock.monotonic()
    const pauseMs = pause(judgement, tries, { leftMs: end - now, random })
    if (pauseMs === undefined) return known.blocked(Math.round((now - startedAt) / 1000))
    await clock.sleep(pauseMs)
  }
}

function judge(answer: IdentityAnswer): Present | NotYet {
  if (answer.kind === 'token') return judgeToken(answer.token)
  if (answer.kind === 'silence') return unusable(answer.reason, 0)
  const text = `HTTP ${answer.status}`
  if (isAbsence(answer.status)) return absent(text)
  return unusable(text, answer.retryAfterMs ?? 0)
}

/**
 * Any 4xx but those documented as passing means that there is no identity; the texts "can change at any time" and are
 * not branched on.
 */
function isAbsence(status: number): boolean {
  return status >= 400 && status < 500 && ![404, 408, 410, 429].includes(status)
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

function absent(answer: string): NotYet {
  const blocked = (seconds: number): Finding => {
    return { check, verdict: 'blocked', code: 'identity.missing', detail: { seconds, answer } }
  }
  return { kind: 'absent', answer, retryAfterMs: 0, blocked }
}

function onlyUserAssigned(identity: string): NotYet {
  const blocked = (): Finding => {
    return { check, verdict: 'blocked', code: 'identity.user-assigned-only', detail: { identity } }
  }
  return { kind: 'absent', answer: identity, retryAfterMs: 0, blocked }
}

function unusable(answer: string, retryAfterMs: number): NotYet {
  const blocked = (seconds: number): Finding => {
    return { check, verdict: 'blocked', code: 'identity.unknown', detail: { seconds, answer } }
  }
  return { kind: 'unusable', answer, retryAfterMs, blocked }
}

function silenceWarning({ answer }: NotYet): Finding {
  const message = `The metadata service gave no usable answer (${answer}); the managed identity was not checked.`
  return { check, verdict: 'warning', message }
}

/** Milliseconds until the next question, the last one at the very end of the wait; undefined when it makes no sense. */
function pause(
  { kind, retryAfterMs }: NotYet,
  tries: number,
  { leftMs, random }: { leftMs: number; random: () => number },
): number | undefined {
  if (leftMs < Math.max(shortestWaitMs, retryAfterMs)) return undefined
  const schedule: readonly number[] = limits.metadata.retryWaitsMs
  const documentedMs = schedule[Math.min(tries, schedule.length - 1)] ?? absentPollMs
  const waitMs = jittered(kind === 'absent' ? absentPollMs : documentedMs, random, limits.retry.baseMs)
  return Math.min(Math.max(waitMs, retryAfterMs), leftMs)
}
