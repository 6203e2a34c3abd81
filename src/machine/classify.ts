import type { FailureCode } from '../core/failures.ts'
import type { Cure, Grammar, Sign, Verdict } from './grammar/row.ts'

/** What a complaint may be about: our own source, by its address and by the name of its entry. */
export interface Place {
  readonly url: string
  /** '' where entries have no names. */
  readonly id: string
}

/** What was tried before a run failed. */
export interface Tried {
  /** Cures that were in vain: the same words then mean what the next sign says. */
  readonly cured?: ReadonlySet<Verdict>
  /** Whether all sources were in use, or only ours. */
  readonly scope?: 'own' | 'all'
}

/**
 * What the words of a failed run mean, first matching sign of the table. With a source of ours in play,
 * complaints about other sources do not count when ours has some of its own.
 */
export function judge(grammar: Grammar, output: string, place?: Place, tried: Tried = {}): Verdict {
  const ours = relevant(grammar, output, place)
  const signs = grammar.signs.filter(
    ({ verdict, scope }) => tried.cured?.has(verdict) !== true && (scope === undefined || scope === tried.scope),
  )
  const sign = signs.find(({ pattern }) => new RegExp(pattern, 'm').test(ours))
  return sign?.verdict ?? 'packages.transaction-failed'
}

/**
 * The line of the output that tells a person most, or a plain sentence when nothing was said. With a verdict the
 * line that led to it comes before all others.
 */
export function findReason(grammar: Grammar, output: string, place?: Place, verdict?: Verdict): string {
  const ours = relevant(grammar, output, place)
  const signs: readonly Sign[] = grammar.signs
  const own = signs.flatMap((sign) => (sign.verdict === verdict && sign.reason !== undefined ? [sign.reason] : []))
  for (const pattern of [...own, ...grammar.reasons]) {
    const found = new RegExp(pattern, 'm').exec(ours)?.[1]
    if (found !== undefined) return found.replace(/\s+/g, ' ').replace(/[\s.]+$/, '')
  }
  return 'it gave no reason'
}

/** The source that is to blame: ours unless only others are complained about (dependencies come from them). */
export function blamedRepository(grammar: Grammar, output: string, place: Place): string {
  if (complaints(grammar, output, place).length > 0) return place.url
  const blamed = blamedIn(grammar, output)[0]
  return blamed === undefined || blamed === place.id ? place.url : blamed
}

/** All sources that are complained about, as the manager calls them, first mentioned first. */
export function blamedIn({ complaints: { about } }: Grammar, output: string): string[] {
  return [...new Set([...output.matchAll(new RegExp(about, 'gm'))].map((match) => match[1] ?? ''))]
}

/** The failure a verdict ends in when no further try is made. */
export function finalCode(verdict: Verdict): FailureCode {
  if (verdict === 'locked') return 'packages.locked'
  if (verdict === 'transient' || verdict === 'throttled' || verdict === 'refresh') return 'repository.unreachable'
  return isCure(verdict) ? 'packages.transaction-failed' : verdict
}

const cures: readonly Verdict[] = ['repair', 'refresh', 'widen', 'avoid'] satisfies Cure[]

/** Whether a verdict names something that can be done about it. */
export function isCure(verdict: Verdict): verdict is Cure {
  return cures.includes(verdict)
}

/**
 * Whether a refresh read the list of our source. Old apt exits 0 although it failed, every apt exits 100 when
 * another source of the same file failed: so what is said of ours decides, and only then the exit code.
 */
export function wasRead(
  grammar: Grammar,
  { exitCode, output }: { exitCode: number; output: string },
  place: Place,
): boolean {
  const lines = complaints(grammar, output, place)
  if (lines.length > 0) return false
  const { elsewhere, passedOver } = grammar.complaints
  if (exitCode === 0) return passedOver === undefined || !new RegExp(passedOver, 'm').test(output)
  if (elsewhere === undefined) return false
  const errors = output.split('\n').filter((line) => new RegExp(elsewhere.failed).test(line))
  return errors.length > 0 && errors.every((line) => new RegExp(elsewhere.beside).test(line))
}

/** The complaints about our source where there are any, else the whole output. */
function relevant(grammar: Grammar, output: string, place: Place | undefined): string {
  const own = place === undefined ? [] : complaints(grammar, output, place)
  return own.length > 0 ? own.join('\n') : output
}

/** Lines that complain and name the source, each with the indented lines of detail below it. */
function complaints({ complaints: says }: Grammar, output: string, { url, id }: Place): string[] {
  const place = url
    .replace(/^[a-z]+:/i, '')
    .replace(/\/+$/, '')
    .toLowerCase()
  const complaint = new RegExp(says.line)
  const detail = new RegExp(says.detail)
  const found: string[] = []
  let isDetail = false
  for (const line of output.split('\n')) {
    const isOurs = names(line.toLowerCase(), place) || (id !== '' && line.includes(`'${id}'`))
    isDetail = (complaint.test(line) && isOurs) || (isDetail && detail.test(line))
    if (isDetail) found.push(line)
  }
  return found
}

/** Whether a line names this place itself, not one whose name only begins with it. */
function names(line: string, place: string): boolean {
  const rests = line.split(place).slice(1)
  return rests.some((rest) => !/^[\w.-]/.test(rest))
}
