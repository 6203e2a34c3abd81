/**
 * Whether a package database trusts a key. rpm lists its keys by the last eight digits of the fingerprint, rpm 6 by all
 * of them; so what is listed is compared as the end of the fingerprint.
 */
export function isTrusted(listed: readonly string[], fingerprint: string): boolean {
  return listed.some((key) => key.length >= 8 && fingerprint.toUpperCase().endsWith(key.toUpperCase()))
}
