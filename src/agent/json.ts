import type { Files } from '../host.ts'
import { FileTooLarge } from '../host.ts'

/** What became of reading one JSON file of the agent. `problem` names places, never values: they may be secret. */
export type JsonReading =
  | { readonly kind: 'absent' }
  | { readonly kind: 'blank' }
  | { readonly kind: 'value'; readonly value: unknown }
  | { readonly kind: 'unusable'; readonly problem: string }

/** Deeper than anything the agent or a customer writes, shallow enough for every recursion behind it. */
const deepest = 32
const longestName = 60

/** Reads a JSON file of at most `maxBytes`. A path that is no readable file is unusable; missing rights are thrown. */
export async function readJson(files: Files, path: string, maxBytes: number): Promise<JsonReading> {
  const read = await readOrProblem(files, path, maxBytes)
  if (read === undefined) return { kind: 'absent' }
  return typeof read === 'string' ? parseJson(read) : read
}

/** Parses JSON, a byte order mark tolerated; refuses what is nested too deep and members named `__proto__`. */
export function parseJson(text: string): JsonReading {
  const bare = text.replace(/^\uFEFF/, '')
  if (bare.trim() === '') return { kind: 'blank' }
  const value = parsed(bare)
  if (value instanceof SyntaxError) return { kind: 'unusable', problem: `not valid JSON${placeOf(value)}` }
  const problem = hazardOf(value)
  return problem === undefined ? { kind: 'value', value } : { kind: 'unusable', problem }
}

/** A member name of unknown origin, short and on one line, for use in a text. */
export function memberName(name: string): string {
  const plain = name.toWellFormed().replace(/[\p{C}\s"]/gu, '?')
  return plain.length <= longestName ? plain : `${plain.slice(0, longestName)}…`.toWellFormed()
}

async function readOrProblem(files: Files, path: string, maxBytes: number): Promise<string | JsonReading | undefined> {
  try {
    return await files.readText(path, maxBytes)
  } catch (error) {
    if (error instanceof FileTooLarge) return { kind: 'unusable', problem: `larger than ${maxBytes} bytes` }
    const code = error instanceof Error && 'code' in error ? String(error.code) : ''
    if (['EISDIR', 'ELOOP', 'ENXIO'].includes(code))
      return { kind: 'unusable', problem: `not a readable file (${code})` }
    throw error
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch (error) {
    return error
  }
}

/** The engine's message quotes the text, so only the position is taken from it. */
function placeOf(error: SyntaxError): string {
  return / at position \d+(?: \(line \d+ column \d+\))?/.exec(error.message)?.[0] ?? ''
}

function hazardOf(root: unknown): string | undefined {
  const waiting: { value: unknown; path: string; depth: number }[] = [{ value: root, path: '', depth: 0 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next.value !== 'object' || next.value === null) continue
    if (next.depth === deepest) return `nested more than ${deepest} levels deep`
    for (const [name, value] of Object.entries(next.value)) {
      const path = next.path === '' ? memberName(name) : `${next.path}.${memberName(name)}`
      if (name === '__proto__') return `a member named ${path} is not allowed`
      waiting.push({ value, path, depth: next.depth + 1 })
    }
  }
  return undefined
}
