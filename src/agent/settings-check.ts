import { z } from '../core/zod.ts'
import { memberName } from './json.ts'
import { problemsOf } from './problem.ts'

/** What a schema said about a value: the checked data, or every problem with its place. Values are never repeated. */
export type Checked<T> =
  | { readonly kind: 'valid'; readonly data: T; readonly unknown: readonly string[]; readonly empty: readonly string[] }
  | { readonly kind: 'invalid'; readonly problem: string }

const mostNames = 10

/**
 * Checks a JSON value, called `root` in problems, against a settings schema. `null` and '' count as not given, because templates write them for
 * parameters nobody set; members the schema does not know and empty texts are named beside the data.
 */
export function checkSettings<T extends z.ZodObject>(schema: T, value: unknown, root: string): Checked<z.infer<T>> {
  const empty: string[] = []
  const checked = schema.safeParse(withoutBlanks(value, '', empty))
  if (!checked.success) return { kind: 'invalid', problem: problemsOf(checked.error, root) }
  const unknown = unknownMembers(schema, value, '').slice(0, mostNames)
  return { kind: 'valid', data: checked.data, unknown, empty: empty.slice(0, mostNames) }
}

function withoutBlanks(value: unknown, path: string, empty: string[]): unknown {
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).flatMap(([name, member]) => {
      const place = join(path, name)
      if (member === '') empty.push(place)
      return member === null || member === '' ? [] : [[name, withoutBlanks(member, place, empty)]]
    }),
  )
}

function unknownMembers(schema: unknown, value: unknown, path: string): string[] {
  const object = schema instanceof z.ZodOptional ? schema.unwrap() : schema
  if (!(object instanceof z.ZodObject) || !isRecord(value)) return []
  return Object.entries(value).flatMap(([name, member]) =>
    Object.hasOwn(object.shape, name)
      ? unknownMembers(object.shape[name], member, join(path, name))
      : [join(path, name)],
  )
}

function join(path: string, name: string): string {
  return path === '' ? memberName(name) : `${path}.${memberName(name)}`
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
