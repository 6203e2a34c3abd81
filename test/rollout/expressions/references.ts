import type { Dictionary } from '../artefacts.ts'
import { expressionOf, type Expression } from './parse.ts'

/** Every text below a value, with the path to it. */
export function textsOf(value: unknown, path = ''): [path: string, text: string][] {
  if (typeof value === 'string') return [[path, value]]
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value as Dictionary).flatMap(([key, item]) => textsOf(item, `${path}/${key}`))
}

/** Names that the expressions below a value give to a function, such as `parameters`. Throws for what does not parse. */
export function namesGivenTo(functionName: string, value: unknown): Set<string> {
  const names = textsOf(value).flatMap(([, text]) => {
    const expression = expressionOf(text)
    return expression === undefined ? [] : callsOf(expression).filter(({ name }) => name === functionName)
  })
  return new Set(names.map(({ args }) => (args[0]?.kind === 'literal' ? String(args[0].value) : 'computed')))
}

/** Every call in an expression. */
export function callsOf(expression: Expression): Extract<Expression, { kind: 'call' }>[] {
  if (expression.kind === 'literal') return []
  if (expression.kind === 'member') return [...callsOf(expression.of), ...callsOf(expression.key)]
  return [expression, ...expression.args.flatMap(callsOf)]
}
