import { inspect } from 'node:util'
import { printable } from '../core/printable.ts'
import type { Redactor } from '../core/redact.ts'

const maxLineCharacters = 32 * 1024
const longestCauseChain = 8

/**
 * One log entry: start, message and `name=value` fields on a line; what has lines of its own (errors with their causes,
 * output of programs) follows indented, so that no value can pass for an entry. Everything has passed the redactor.
 */
export function logLine(
  start: string,
  message: string,
  fields: Readonly<Record<string, unknown>>,
  redactor: Redactor,
): string {
  const head = [message]
  const blocks: string[] = []
  for (const [name, value] of Object.entries(fields)) {
    if (value === undefined) continue
    const told = value instanceof Error ? errorText(value) : valueText(name, value, redactor)
    if (told.includes('\n')) blocks.push(`${name}: ${told}`)
    else head.push(`${name}=${told}`)
  }
  const text = redactor.text([head.join(' '), ...blocks].join('\n'))
  return `${start} ${printable(text, maxLineCharacters).trimEnd().replaceAll('\n', '\n    ')}`
}

function valueText(name: string, value: unknown, redactor: Redactor): string {
  const clean = Object.values(Object(redactor.value({ [name]: value })) as Record<string, unknown>)[0]
  if (typeof clean !== 'string') return inspect(clean, { breakLength: Infinity, depth: 8, compact: true })
  return clean.includes('\n') || /^[^\s"=]+$/.test(clean) ? clean : JSON.stringify(clean)
}

function errorText(error: Error): string {
  const lines: string[] = []
  let at: unknown = error
  for (let depth = 0; at !== undefined && depth < longestCauseChain; depth++) {
    const text = at instanceof Error ? (at.stack ?? `${at.name}: ${at.message}`) : inspect(at)
    lines.push(depth === 0 ? text : `caused by ${text}`)
    at = at instanceof Error ? at.cause : undefined
  }
  return `${lines.join('\n')}\n`
}
