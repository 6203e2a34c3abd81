import semver, { type Range, type SemVer } from 'semver'

/** The version of a distribution. Never made from the version of a package: those follow rules of their own. */
export type Version = SemVer

/**
 * Distribution versions a row of a profile stands for. "12": 12 and whatever lies below it (12.5). "7.4-7.10": from
 * 7.4 to 7.10 and below. "8.3+": from 8.3 on, within the same first number.
 */
export type VersionRange = Range

/** The version a text states, or undefined when it is anything but dotted numbers; "20.04" is 20.4.0. */
export function parseVersion(text: string): Version | undefined {
  if (!/^\d{1,9}(?:\.\d{1,9}){0,4}$/.test(text)) return undefined
  return semver.coerce(text, { loose: true }) ?? undefined
}

/** The range a text states, or undefined when it is none or runs backwards. */
export function parseRange(text: string): VersionRange | undefined {
  const match = /^([\d.]+)(?:(\+)|-([\d.]+))?$/.exec(text)
  if (match === null) return undefined
  const [, first = '', openEnd, last] = match
  const from = parseVersion(first)
  const to = parseVersion(last ?? first)
  if (from === undefined || to === undefined || semver.lt(to, from)) return undefined
  if (openEnd !== undefined) return new semver.Range(`^${plain(first)}`)
  return new semver.Range(last === undefined ? plain(first) : `${plain(first)} - ${plain(last)}`)
}

/** Whether a text stands for one version, not for a range. */
export function isSingleVersion(text: string): boolean {
  return /^[\d.]+$/.test(text)
}

/** The version a range begins with, as the text writes it. */
export function firstVersion(text: string): string {
  return text.replace(/[+-].*$/, '')
}

/** Whether the version lies before the range. */
export function isBelow(version: Version, range: VersionRange): boolean {
  return semver.ltr(version, range)
}

/** Whether the version lies in the range. */
export function isWithin(version: Version, range: VersionRange): boolean {
  return semver.satisfies(version, range)
}

/** Whether one range begins after another one has ended. */
export function comesAfter(range: VersionRange, other: VersionRange): boolean {
  const first = semver.minVersion(range)
  return first !== null && semver.gtr(first, other)
}

/** Semantic versions have no leading zeros, distributions do. */
function plain(text: string): string {
  return text.replace(/\b0+(?=\d)/g, '')
}
