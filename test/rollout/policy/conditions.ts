import type { Dictionary } from '../artefacts.ts'
import { compute, type Scope } from '../expressions/evaluate.ts'
import { fieldOf, valueAt } from './aliases.ts'

export interface Evaluation {
  readonly resource: Dictionary
  readonly scope: Scope
  /** The element that a `count` is at, by its array's field. */
  readonly elements: Readonly<Record<string, unknown>>
}

type Operator = (value: unknown, wanted: unknown) => boolean

const positive = {
  equals: (value, wanted) => fold(value) === fold(wanted),
  like: (value, wanted) => typeof value === 'string' && likePattern(String(wanted)).test(value),
  contains: (value, wanted) => typeof value === 'string' && fold(value).includes(fold(wanted)),
  in: (value, wanted) => Array.isArray(wanted) && wanted.some((item) => fold(item) === fold(value)),
} satisfies Record<string, Operator>

/** A missing value meets every `not…` condition and no other. */
const operators: Readonly<Record<string, Operator>> = {
  ...positive,
  notEquals: (value, wanted) => !positive.equals(value, wanted),
  notLike: (value, wanted) => !positive.like(value, wanted),
  notContains: (value, wanted) => !positive.contains(value, wanted),
  notIn: (value, wanted) => !positive.in(value, wanted),
  exists: (value, wanted) => (value !== undefined && value !== null) === (fold(wanted) === 'true'),
  greater: (value, wanted) => compare(value, wanted, (a, b) => a > b),
  greaterOrEquals: (value, wanted) => compare(value, wanted, (a, b) => a >= b),
  less: (value, wanted) => compare(value, wanted, (a, b) => a < b),
  lessOrEquals: (value, wanted) => compare(value, wanted, (a, b) => a <= b),
}

/** Whether a condition of the policy language holds. Throws for what it does not know. */
export function holds(condition: Dictionary, at: Evaluation): boolean {
  if (Array.isArray(condition.allOf)) return condition.allOf.every((part: Dictionary) => holds(part, at))
  if (Array.isArray(condition.anyOf)) return condition.anyOf.some((part: Dictionary) => holds(part, at))
  if (condition.not !== undefined) return !holds(condition.not as Dictionary, at)
  const name = operatorOf(condition)
  const operator = operators[name]!
  const text = condition[name]
  const wanted = typeof text === 'string' ? compute(text, at.scope) : text
  if (condition.count !== undefined) return operator(countOf(condition.count as Dictionary, at), wanted)
  if (condition.value !== undefined) return operator(compute(condition.value as string, at.scope), wanted)
  const field = String(compute(String(condition.field), at.scope))
  if (!field.includes('[*]')) return operator(fieldOf(at.resource, field), wanted)
  return everyValue(field, at).every((item) => operator(item, wanted))
}

const known = new WeakMap<Dictionary, string>()

/** The one operator of a condition. Throws when it has another number of them, or something else besides. */
function operatorOf(condition: Dictionary): string {
  const cached = known.get(condition)
  if (cached !== undefined) return cached
  const [name, ...others] = Object.keys(condition).filter((key) => !['field', 'value', 'count'].includes(key))
  if (name === undefined || others.length > 0 || !Object.hasOwn(operators, name)) {
    throw new Error(`not a condition: ${JSON.stringify(condition)}`)
  }
  known.set(condition, name)
  return name
}

/** The values of a field; of an array outside of a count, every element has to meet the condition. */
function everyValue(field: string, at: Evaluation): unknown[] {
  const [array = '', rest = ''] = field.split('[*]')
  if (Object.hasOwn(at.elements, array)) return [member(at.elements[array], rest)]
  return elementsOf(array, at).map((element) => member(element, rest))
}

function countOf(count: Dictionary, at: Evaluation): number {
  const where = (count.where ?? { allOf: [] }) as Dictionary
  if (typeof count.field === 'string') {
    const array = count.field.replace(/\[\*\]$/, '')
    return elementsOf(array, at).filter((element) =>
      holds(where, { ...at, elements: { ...at.elements, [array]: element } }),
    ).length
  }
  const values = compute(String(count.value), at.scope) as unknown[]
  const current = (name: string) => (item: unknown) => {
    const scope: Scope = { ...at.scope, current: (asked: string) => (asked === name ? item : undefined) }
    return holds(where, { ...at, scope })
  }
  return values.filter(current(String(count.name))).length
}

function elementsOf(array: string, at: Evaluation): unknown[] {
  const value = fieldOf(at.resource, array)
  return Array.isArray(value) ? value : []
}

function member(element: unknown, rest: string): unknown {
  return rest === '' ? element : valueAt(element, rest.replace(/^\./, ''))
}

const patterns = new Map<string, RegExp>()

function likePattern(pattern: string): RegExp {
  const known = patterns.get(pattern) ?? makePattern(pattern)
  patterns.set(pattern, known)
  return known
}

function makePattern(pattern: string): RegExp {
  const parts = pattern.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
  if (parts.length > 2) throw new Error(`like takes one * at most: ${pattern}`)
  return new RegExp(`^${parts.join('.*')}$`, 'is')
}

function compare(value: unknown, wanted: unknown, test: (a: string | number, b: string | number) => boolean): boolean {
  if (typeof value === 'number' && typeof wanted === 'number') return test(value, wanted)
  return typeof value === 'string' && typeof wanted === 'string' && test(value, wanted)
}

function fold(value: unknown): string {
  if (typeof value === 'string') return value.toLowerCase()
  return value === undefined || value === null ? '\0' : JSON.stringify(value)
}
