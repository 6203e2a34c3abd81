/** A dotted version as numbers: "20.04" is [20, 4]. Package versions are never compared with this. */
export type Version = readonly number[]

/**
 * Distribution versions a row of a profile stands for. "12": 12 and whatever lies below it (12.5). "7.4-7.10": from
 * 7.4 to 7.10 and below. "8.3+": from 8.3 on, within the same first number.
 */
export interface VersionRange {
  readonly from: Version
  readonly to: Version
}

/** The version a text states, or undefined when it is anything but dotted numbers. */
export function parseVersion(text: string): Version | undefined {
  if (!/^\d{1,9}(?:\.\d{1,9}){0,4}$/.test(text)) return undefined
  return text.split('.').map(Number)
}

/** The range a text states, or undefined when it is none or runs backwards. */
export function parseRange(text: string): VersionRange | undefined {
  if (text.endsWith('+')) {
    const from = parseVersion(text.slice(0, -1))
    return from === undefined ? undefined : { from, to: from.slice(0, 1) }
  }
  const [first = '', last = first, ...rest] = text.split('-')
  const from = parseVersion(first)
  const to = parseVersion(last)
  if (from === undefined || to === undefined || rest.length > 0) return undefined
  return isBelow(to, from) ? undefined : { from, to }
}

/** Negative, zero or positive as the first version is older, equal or newer; missing parts count as 0. */
export function compareVersions(a: Version, b: Version): number {
  const length = Math.max(a.length, b.length)
  for (let at = 0; at < length; at++) {
    const difference = (a[at] ?? 0) - (b[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** Whether the version lies before the range. */
export function isBelow(version: Version, from: Version): boolean {
  return compareVersions(version, from) < 0
}

/** Whether the version lies after the range; 7.10.3 is not after 7.10, and 12.5 not after 12. */
export function isAbove(version: Version, to: Version): boolean {
  return compareVersions(version.slice(0, to.length), to) > 0
}

/** Whether the version lies in the range. */
export function isWithin(version: Version, range: VersionRange): boolean {
  return !isBelow(version, range.from) && !isAbove(version, range.to)
}
