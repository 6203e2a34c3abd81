import type { Node } from 'web-tree-sitter'
import type { Expression } from '../expressions/parse.ts'

/** What an identifier stands for. */
export type Names = Readonly<Record<string, (name: string) => Expression>>

/** A value of Bicep as a template has it: texts, numbers, lists and objects as they are, the rest as expression trees. */
export function valueOf(node: Node, names: Names): unknown {
  switch (node.type) {
    case 'object':
      return Object.fromEntries(node.namedChildren.map((property) => entryOf(property, names)))
    case 'array':
      return node.namedChildren.map((item) => valueOf(item, names))
    case 'boolean':
      return node.text === 'true'
    case 'number':
      return Number(node.text)
    case 'string':
      return isPlain(node) ? plainText(node) : expressionOfNode(node, names)
    default:
      return expressionOfNode(node, names)
  }
}

function expressionOfNode(node: Node, names: Names): Expression {
  const children = node.namedChildren
  const inner = (at: number): Expression => expressionOfNode(children[at]!, names)
  switch (node.type) {
    case 'identifier': {
      const meaning = names[node.text]
      if (meaning === undefined) throw new Error(`${node.text} is not declared`)
      return meaning(node.text)
    }
    case 'null':
      return call('null', [])
    case 'number':
      return { kind: 'literal', value: Number(node.text) }
    case 'string':
      return isPlain(node) ? { kind: 'literal', value: plainText(node) } : interpolated(node, names)
    case 'ternary_expression':
      return call('if', [inner(0), inner(1), inner(2)])
    case 'member_expression':
      return { kind: 'member', of: inner(0), key: { kind: 'literal', value: children[1]!.text } }
    case 'call_expression':
      return call(
        children[0]!.text,
        children[1]!.namedChildren.map((argument) => expressionOfNode(argument, names)),
      )
    default:
      throw new Error(`${node.type} is not known here: ${node.text}`)
  }
}

/** The compiler makes `format('{0}/{1}', …)` of a text with holes. */
function interpolated(node: Node, names: Names): Expression {
  const holes = node.namedChildren.filter(({ type }) => type === 'interpolation')
  const text = node.namedChildren
    .map((part) => (part.type === 'interpolation' ? `{${holes.indexOf(part)}}` : part.text))
    .join('')
  const values = holes.map((hole) => expressionOfNode(hole.namedChildren[0]!, names))
  return call('format', [{ kind: 'literal', value: text }, ...values])
}

function entryOf(property: Node, names: Names): [string, unknown] {
  const [key, value] = property.namedChildren
  return [key!.type === 'string' ? plainText(key!) : key!.text, valueOf(value!, names)]
}

function isPlain(node: Node): boolean {
  return node.namedChildren.every(({ type }) => type === 'string_content')
}

function plainText(node: Node): string {
  return node.namedChildren.map(({ text }) => text).join('')
}

function call(name: string, args: readonly Expression[]): Expression {
  return { kind: 'call', name, args }
}
