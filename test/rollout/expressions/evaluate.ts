import { createHash } from 'node:crypto'
import { isDeepStrictEqual } from 'node:util'
import { expressionOf, type Expression } from './parse.ts'

export type Scope = Readonly<Record<string, (...args: never[]) => unknown>>

/** What both ARM templates and policies know. */
const common: Scope = {
  concat: (...parts: (string | unknown[])[]) => (parts.every(isText) ? parts.join('') : parts.flat()),
  format: (text: string, ...values: unknown[]) =>
    text.replace(/\{(\d+)\}/g, (_, at: string) => textOf(values[Number(at)])),
  contains: (whole: string | unknown[] | object, part: string) => contains(whole, part),
  empty: (value: unknown) => sizeOf(value) === 0,
  length: (value: unknown) => sizeOf(value),
  equals: (a: unknown, b: unknown) => isDeepStrictEqual(a, b),
  not: (value: boolean) => !value,
  createArray: (...values: unknown[]) => values,
  json: (text: string) => JSON.parse(text) as unknown,
  null: () => null,
  last: (list: unknown[]) => list.at(-1),
  split: (text: string, by: string) => text.split(by),
  toLower: (text: string) => text.toLowerCase(),
}

/** Whatever a value holds, with every expression in it computed. Throws for functions that the scope lacks. */
export function computeAll(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return compute(value, scope)
  if (Array.isArray(value)) return value.map((item) => computeAll(item, scope))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, computeAll(item, scope)]))
}

/** What a text stands for: its expression's value, the text itself, or the text after a doubled bracket. */
export function compute(text: string, scope: Scope): unknown {
  if (!text.startsWith('[')) return text
  const expression = expressionOf(text)
  if (expression === undefined) return text.startsWith('[[') ? text.slice(1) : text
  return run(expression, scope)
}

function run(expression: Expression, scope: Scope): unknown {
  if (expression.kind === 'literal') return expression.value
  if (expression.kind === 'member') return member(run(expression.of, scope), run(expression.key, scope))
  const { name, args } = expression
  if (name.toLowerCase() === 'if') {
    const [condition, yes, no] = args
    return run(run(condition!, scope) === true ? yes! : no!, scope)
  }
  const found = lookUp(scope, name) ?? lookUp(common, name)
  if (found === undefined) throw new Error(`there is no function ${name} here`)
  return found(...(args.map((arg) => run(arg, scope)) as never[]))
}

function lookUp(scope: Scope, name: string): Scope[string] | undefined {
  const key = Object.keys(scope).find((candidate) => candidate.toLowerCase() === name.toLowerCase())
  return key === undefined ? undefined : scope[key]
}

function member(of: unknown, key: unknown): unknown {
  const value = (of as Record<string, unknown> | null)?.[String(key)]
  if (value === undefined) throw new Error(`there is no ${String(key)} in ${JSON.stringify(of)}`)
  return value
}

function contains(whole: string | unknown[] | object, part: string): boolean {
  if (typeof whole === 'string') return whole.toLowerCase().includes(part.toLowerCase())
  return Array.isArray(whole) ? whole.includes(part) : Object.hasOwn(whole, part)
}

function sizeOf(value: unknown): number {
  if (value === null || value === undefined) return 0
  return typeof value === 'string' ? value.length : Object.keys(value).length
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** Like ARM's guid(): the same for the same texts, and of the same form. */
export function guidOf(...texts: string[]): string {
  const hex = createHash('sha256').update(texts.join('-')).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20, 32)].join('-')
}
