import { empty, type Answer } from './answers.ts'
import type { ServerName } from './request-log.ts'

/** A fault of wire server, host plugin or blob. Both locations of a blob carry the same name, so one rule hits both. */
export interface FaultRule {
  readonly server: Exclude<ServerName, 'imds'>
  readonly method?: string
  readonly pathIncludes: string
  /** How often it strikes; without it, always. */
  readonly times?: number
  /** A status, or what to do to the connection. */
  readonly answer: number | 'reset' | 'silent'
}

/** Holds the faults in force and counts their strikes. */
export class FaultRules {
  #rules: { readonly rule: FaultRule; left: number }[] = []

  /** Replaces all rules. */
  set(rules: readonly FaultRule[]): void {
    this.#rules = rules.map((rule) => ({ rule, left: rule.times ?? Infinity }))
  }

  /** Returns the fault that this request meets, or undefined. */
  strike(request: { server: ServerName; method: string; path: string }): Answer | undefined {
    const hit = this.#rules.find(({ rule, left }) => left > 0 && applies(rule, request))
    if (hit === undefined) return undefined
    hit.left -= 1
    if (typeof hit.rule.answer === 'number') return empty(hit.rule.answer)
    return { kind: hit.rule.answer }
  }
}

function applies(rule: FaultRule, request: { server: ServerName; method: string; path: string }): boolean {
  if (rule.server !== request.server) return false
  if (rule.method !== undefined && rule.method !== request.method) return false
  return request.path.includes(rule.pathIncludes)
}
