/** An http or https address in its one normal form, or what is wrong with the text. Never repeats the text: it may hold a password. */
export type WebAddress =
  { readonly kind: 'address'; readonly text: string } | { readonly kind: 'problem'; readonly problem: string }

/** Names and numbers only: these addresses end up in configuration files of other programs. */
const host = /^(?:[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?|\[[0-9a-f:.]+\])$/
const path = /^[\w.~%+@:,=/-]*$/
const query = /^\?[\w.~%+@:,=/?&-]+$/

/** A proxy: scheme, host and port, the port always written out because programs differ in what they take when it is missing. */
export function proxyAddress(text: string): WebAddress {
  const url = parse(text, 'must not contain credentials: they belong in protectedSettings.proxyCredentials')
  if (!(url instanceof URL)) return url
  if (url.pathname !== '/' || hasQuery(text)) return problem('must end after the host and port')
  return address(`${url.protocol}//${url.hostname}:${url.port || (url.protocol === 'http:' ? '80' : '443')}`)
}

/** The base of a repository, without trailing slash, query or fragment. */
export function baseAddress(text: string): WebAddress {
  const url = parse(text, 'must not contain credentials')
  if (!(url instanceof URL)) return url
  if (hasQuery(text)) return problem('must not contain a query')
  return address(url.origin + url.pathname.replace(/\/+$/, ''))
}

/** A file to download; a query is allowed. */
export function fileAddress(text: string): WebAddress {
  const url = parse(text, 'must not contain credentials')
  if (!(url instanceof URL)) return url
  if (url.search !== '' && !query.test(url.search))
    return problem('contains characters that are not allowed in a query')
  return address(url.origin + url.pathname + url.search)
}

function parse(text: string, aboutCredentials: string): URL | WebAddress {
  if (/[\s\p{C}\\]/u.test(text)) return problem('must not contain white space, backslashes or control characters')
  if (!/^https?:\/\//i.test(text)) return problem('must start with http:// or https://')
  const url = URL.parse(text)
  if (url === null) return problem('is not a valid URL')
  if (url.username !== '' || url.password !== '' || /^[^/]*\/\/[^/?#]*@/.test(text)) return problem(aboutCredentials)
  if (!host.test(url.hostname)) return problem('does not name a host')
  if (url.port === '0') return problem('must not use port 0')
  if (text.includes('#')) return problem('must not contain a fragment')
  return path.test(url.pathname) ? url : problem('contains characters that are not allowed in a path')
}

function hasQuery(text: string): boolean {
  return text.includes('?')
}

function address(text: string): WebAddress {
  return { kind: 'address', text }
}

function problem(text: string): WebAddress {
  return { kind: 'problem', problem: text }
}
