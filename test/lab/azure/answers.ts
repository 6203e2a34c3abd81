/** What a server of the fabric sends back, or does instead. */
export type Answer =
  | { readonly kind: 'reply'; readonly status: number; readonly headers: Record<string, string>; readonly body: Buffer }
  | { readonly kind: 'drip'; readonly headers: Record<string, string>; readonly body: Buffer; readonly everyMs: number }
  | { readonly kind: 'truncated'; readonly body: Buffer; readonly announced: number }
  | { readonly kind: 'silent' }
  | { readonly kind: 'reset' }

/** Returns a reply with a body and its content type. */
export function reply(status: number, contentType: string, body: string | Buffer): Answer {
  return { kind: 'reply', status, headers: { 'Content-Type': contentType }, body: Buffer.from(body) }
}

/** Returns a reply without a body. */
export function empty(status: number, headers: Record<string, string> = {}): Answer {
  return { kind: 'reply', status, headers, body: Buffer.alloc(0) }
}

/** Returns a plain text reply. */
export function text(status: number, message: string): Answer {
  return reply(status, 'text/plain; charset=utf-8', message)
}

/** Returns a JSON reply. */
export function json(status: number, value: unknown, headers: Record<string, string> = {}): Answer {
  const body = Buffer.from(JSON.stringify(value))
  return { kind: 'reply', status, headers: { 'Content-Type': 'application/json; charset=utf-8', ...headers }, body }
}

/** Returns an XML reply with the declaration in front of `document`. */
export function xml(document: string): Answer {
  return reply(200, 'text/xml; charset=utf-8', `<?xml version="1.0" encoding="utf-8"?>\n${document}`)
}
