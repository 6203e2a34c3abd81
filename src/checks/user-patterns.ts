/** How far a list of user patterns of sshd_config reaches among the names of Entra users. */
export type Reach = 'nobody' | 'some' | 'everybody'

const objectId = /^[0-9a-f?]{8}-(?:[0-9a-f?]{4}-){3}[0-9a-f?]{12}$/i

/**
 * Which Entra users the patterns of AllowUsers or DenyUsers can mean. Their names have an "@" or are object ids, and
 * in a pattern what stands behind an "@" is a host: "alice@contoso.com" is alice from that host, never the Entra user.
 * OpenSSH parts the two at the first "@" until 9.8 and at the last one since.
 */
export function reachOf(patterns: readonly string[]): Reach {
  const reaches = patterns.filter((pattern) => !pattern.startsWith('!')).map(reachOfOne)
  if (reaches.includes('everybody')) return 'everybody'
  return reaches.includes('some') ? 'some' : 'nobody'
}

function reachOfOne(pattern: string): Reach {
  const at = pattern.lastIndexOf('@')
  const user = at < 0 ? pattern : pattern.slice(0, at)
  const host = at < 0 ? '*' : pattern.slice(at + 1)
  if (/^\*+(?:@\*+)?$/.test(user) && /^\*+$/.test(host)) return 'everybody'
  return /[*?@]/.test(user) || objectId.test(user) ? 'some' : 'nobody'
}
