/**
 * Which of two versions is newer by the rules of rpm (rpm-version(7)): negative when `a` is older, 0 when they are
 * equal. `epoch:version-release`; an epoch that is missing is 0.
 */
export function compareRpmVersions(a: string, b: string): number {
  const [left, right] = [parts(a), parts(b)]
  return (
    left.epoch - right.epoch || compareParts(left.version, right.version) || compareParts(left.release, right.release)
  )
}

/** Versions by the rules of rpm, newest first. */
export function sortNewestFirst(versions: readonly string[]): string[] {
  return versions.toSorted((a, b) => compareRpmVersions(b, a))
}

interface Parts {
  readonly epoch: number
  readonly version: string
  readonly release: string
}

function parts(text: string): Parts {
  const [, epoch = '0', version = '', release = ''] = /^(?:(\d+):)?(.*?)(?:-([^-]*))?$/s.exec(text) ?? []
  return { epoch: Number(epoch), version, release }
}

/** Numbers and words in turn; a tilde comes before everything, a caret after the end but before anything else. */
function compareParts(a: string, b: string): number {
  const [left, right] = [segments(a), segments(b)]
  for (let at = 0; at < Math.max(left.length, right.length); at++) {
    const order = compareSegments(left[at], right[at])
    if (order !== 0) return order
  }
  return 0
}

function segments(text: string): string[] {
  return text.match(/\d+|[A-Za-z]+|~|\^/g) ?? []
}

function compareSegments(a: string | undefined, b: string | undefined): number {
  if (a === b) return 0
  const [left, right] = [rank(a), rank(b)]
  if (left !== right || a === undefined || b === undefined) return left - right
  if (left === ranks.number) return compareNumbers(a, b)
  return a < b ? -1 : 1
}

const ranks = { tilde: 0, end: 1, caret: 2, word: 3, number: 4 } as const

function rank(segment: string | undefined): number {
  if (segment === undefined) return ranks.end
  if (segment === '~') return ranks.tilde
  if (segment === '^') return ranks.caret
  return /^\d/.test(segment) ? ranks.number : ranks.word
}

/** Of any length: without leading zeros the longer one is larger. */
function compareNumbers(a: string, b: string): number {
  const [left, right] = [a.replace(/^0+/, ''), b.replace(/^0+/, '')]
  if (left.length !== right.length) return left.length - right.length
  return left === right ? 0 : left < right ? -1 : 1
}
