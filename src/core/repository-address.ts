/**
 * Whether two repository addresses are the same place: scheme, host and port as the web compares them, no trailing
 * slash. http and https are two places: what is open to one may be closed to the other, and only one is encrypted.
 */
export function sameRepository(a: string, b: string): boolean {
  return normalise(a) === normalise(b)
}

function normalise(address: string): string {
  if (!URL.canParse(address)) return address
  const { protocol, username, password, host, pathname, search } = new URL(address)
  return `${protocol}//${username}:${password}@${host}${pathname.replace(/\/+$/, '')}${search}`
}
