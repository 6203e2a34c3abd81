/** An expression of the template language: what stands between `[` and `]` in ARM templates and policies. */
export type Expression =
  | { readonly kind: 'literal'; readonly value: string | number }
  | { readonly kind: 'call'; readonly name: string; readonly args: readonly Expression[] }
  | { readonly kind: 'member'; readonly of: Expression; readonly key: Expression }

const tokenPattern = /\s*(?:('(?:[^']|'')*')|(-?\d+)|([A-Za-z_][\w]*)|([()[\],.]))/y

const parsed = new Map<string, Expression>()

/** The expression in a text, or undefined where the text is only a text. Throws for one that does not parse. */
export function expressionOf(text: string): Expression | undefined {
  if (!text.startsWith('[') || text.startsWith('[[')) return undefined
  const known = parsed.get(text)
  if (known !== undefined) return known
  if (!text.endsWith(']')) throw new Error(`no end: ${text}`)
  const tokens = tokenize(text.slice(1, -1))
  const expression = parseOne(tokens)
  if (tokens.length > 0) throw new Error(`${tokens.join(' ')} is left over in ${text}`)
  parsed.set(text, expression)
  return expression
}

function tokenize(text: string): string[] {
  const tokens: string[] = []
  tokenPattern.lastIndex = 0
  while (tokenPattern.lastIndex < text.trimEnd().length) {
    const at = tokenPattern.lastIndex
    const match = tokenPattern.exec(text)
    if (match === null) throw new Error(`unexpected: ${text.slice(at)}`)
    tokens.push(match[0].trim())
  }
  return tokens
}

function parseOne(tokens: string[]): Expression {
  let expression = parseHead(tokens)
  for (;;) {
    if (tokens[0] === '.') {
      tokens.shift()
      expression = { kind: 'member', of: expression, key: { kind: 'literal', value: take(tokens) } }
    } else if (tokens[0] === '[') {
      tokens.shift()
      const key = parseOne(tokens)
      expect(tokens, ']')
      expression = { kind: 'member', of: expression, key }
    } else {
      return expression
    }
  }
}

function parseHead(tokens: string[]): Expression {
  const token = take(tokens)
  if (token.startsWith("'")) return { kind: 'literal', value: token.slice(1, -1).replaceAll("''", "'") }
  if (/^-?\d/.test(token)) return { kind: 'literal', value: Number(token) }
  if (!/^[A-Za-z_]/.test(token)) throw new Error(`${token} begins no expression`)
  expect(tokens, '(')
  const args: Expression[] = []
  while (tokens[0] !== ')') {
    args.push(parseOne(tokens))
    if (tokens[0] !== ')') expect(tokens, ',')
  }
  tokens.shift()
  return { kind: 'call', name: token, args }
}

function take(tokens: string[]): string {
  const token = tokens.shift()
  if (token === undefined) throw new Error('the expression ends too early')
  return token
}

function expect(tokens: string[], wanted: string): void {
  const token = take(tokens)
  if (token !== wanted) throw new Error(`${token} instead of ${wanted}`)
}
