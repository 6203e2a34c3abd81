export type Json = string | number | boolean | null | readonly Json[] | JsonObject
export interface JsonObject {
  readonly [key: string]: Json
}

const width = 120

/** The text of a JSON file in prettier's own layout, so that formatting never changes what is generated. */
export function jsonText(value: JsonObject): string {
  return `${print(value, '', 0)}\n`
}

/** `used`: what already stands on the line before the value, and the comma after it. */
function print(value: Json, indent: string, used: number): string {
  if (isList(value)) return printList(value, indent, used)
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const entries = Object.entries(value)
  if (entries.length === 0) return '{}'
  const inner = `${indent}  `
  const lines = entries.map(([key, item]) => {
    const name = `${JSON.stringify(key)}: `
    return `${inner}${name}${print(item, inner, inner.length + name.length + 1)}`
  })
  return `{\n${lines.join(',\n')}\n${indent}}`
}

function printList(list: readonly Json[], indent: string, used: number): string {
  const line = JSON.stringify(list).replaceAll('","', '", "')
  const isFlat = list.every((item) => typeof item === 'string')
  if (list.length === 0 || (isFlat && used + line.length <= width)) return line
  const inner = `${indent}  `
  return `[\n${list.map((item) => inner + print(item, inner, inner.length + 1)).join(',\n')}\n${indent}]`
}

export function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value)
}
