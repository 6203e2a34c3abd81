/** Removes secrets before anything is told to anybody. */
export interface Redactor {
  /** The text without secrets. */
  readonly text: (text: string) => string
  /** The same structure, as plain data, without secrets; errors become name, message, stack and cause. */
  readonly value: (value: unknown) => unknown
}

/** Shorter than any secret that is searched for, so replacing always ends. */
const mask = '***'
const shortestSecret = mask.length + 1
const deepest = 8

/** What looks like a secret wherever it stands; quantifiers are bounded or exclusive, so hostile text costs linear time. */
const shapes: readonly (readonly [RegExp, string])[] = [
  [/\beyJ[\w-]{5,}\.[\w-]+(\.[\w-]*)?/g, mask],
  [/\b((?:proxy-)?authorization["']?\s{0,4}[:=]\s{0,4})[^\r\n]+/gi, `$1${mask}`],
  [/([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]+@/gi, `$1${mask}@`],
  [/\b((?:sig|password|passwd|pwd|secret|client_secret|token|access_token)=)[^\s&"']+/gi, `$1${mask}`],
]

/** A member of this name is a secret whatever it holds. */
const secretName = /passw|secret|token|authorization|credential/i

/** A redactor that knows these secrets too, percent-encoded, base64 and JSON-escaped ones included; those under 4 characters cannot be searched for. */
export function redactor(secrets: readonly string[]): Redactor {
  const needles = [...new Set(secrets.flatMap(spellings))]
    .filter((needle) => needle.length >= shortestSecret)
    .sort((a, b) => b.length - a.length)
  const text = (given: string): string => withoutNeedles(withoutShapes(given), needles)
  return { text, value: (value) => redactValue(value, text, 0) }
}

function withoutShapes(text: string): string {
  return shapes.reduce((rest, [shape, replacement]) => rest.replace(shape, replacement), text)
}

/** Repeats, because a replacement may complete another secret with its neighbours; each one makes the text shorter. */
function withoutNeedles(text: string, needles: readonly string[]): string {
  const found = needles.filter((needle) => text.includes(needle))
  if (found.length === 0) return text
  return withoutNeedles(
    found.reduce((rest, needle) => rest.replaceAll(needle, mask), text),
    needles,
  )
}

function spellings(secret: string): string[] {
  const percent = encodeURIComponent(secret.toWellFormed())
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    percent,
    percent.replace(/%[0-9A-F]{2}/g, (octet) => octet.toLowerCase()),
    percent.replaceAll('%20', '+'),
    ...base64Spellings(secret),
  ]
}

/** The secret in base64 at each of the three places it can start at in longer data, without the characters that neighbours share. */
function base64Spellings(secret: string): string[] {
  const bytes = new TextEncoder().encode(secret)
  return [0, 1, 2].flatMap((before) => {
    const encoded = btoa('\0'.repeat(before) + String.fromCharCode(...bytes)).replace(/=+$/, '')
    const whole = Math.floor(((before + bytes.length) * 8) / 6)
    const plain = encoded.slice(Math.ceil((before * 8) / 6), whole)
    return [plain, plain.replaceAll('+', '-').replaceAll('/', '_')]
  })
}

function redactValue(value: unknown, text: (text: string) => string, depth: number): unknown {
  if (typeof value === 'string') return text(value)
  if (typeof value === 'number' || typeof value === 'bigint')
    return text(String(value)) === String(value) ? value : mask
  if (typeof value !== 'object' || value === null) return typeof value === 'function' ? '[function]' : value
  if (depth === deepest) return '[deeper]'
  if (Array.isArray(value)) return value.map((item) => redactValue(item, text, depth + 1))
  return Object.fromEntries(
    membersOf(value).map(([name, member]) => [
      text(name),
      secretName.test(name) && member !== undefined ? mask : redactValue(member, text, depth + 1),
    ]),
  )
}

/** What an error says stands in members that are not enumerable. */
function membersOf(value: object): [string, unknown][] {
  if (!(value instanceof Error)) return Object.entries(value)
  const told: [string, unknown][] = [
    ['name', value.name],
    ['message', value.message],
    ['stack', value.stack],
    ['cause', value.cause],
  ]
  return [...told, ...Object.entries(value)].filter(([, member]) => member !== undefined)
}
