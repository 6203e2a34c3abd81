import type { Node } from 'web-tree-sitter'
import type { Dictionary } from '../artefacts.ts'
import { valueOf, type Names } from './expressions.ts'

/**
 * What the Bicep compiler would make of a file, for the part of the language that the files here use: parameters with
 * decorators, resources and loops. Expressions are trees, as in expressions/parse. Throws for everything else.
 */
export function compileBicep(root: Node): { parameters: Dictionary; resources: Dictionary[] } {
  const statements = root.namedChildren.filter((node) => node.type !== 'comment')
  const names: Names = Object.fromEntries(statements.filter(isParameter).map((node) => [textOf(node, 0), parameter]))
  const parameters: Dictionary = {}
  const resources: Dictionary[] = []
  let decorators: Node[] = []
  for (const node of statements) {
    if (node.type === 'decorators') decorators = node.namedChildren
    else if (isParameter(node)) {
      parameters[textOf(node, 0)] = parameterOf(node, decorators, names)
      decorators = []
    } else if (node.type === 'resource_declaration') resources.push(resourceOf(node, names))
    else throw new Error(`${node.type} is not known here`)
  }
  return { parameters, resources }
}

/** What a parameter is called in a template. */
function parameter(name: string): ReturnType<Names[string]> {
  return { kind: 'call', name: 'parameters', args: [{ kind: 'literal', value: name }] }
}

function parameterOf(node: Node, decorators: readonly Node[], names: Names): Dictionary {
  const [, type, defaultValue] = node.namedChildren as [Node, Node, Node?]
  const said = new Map(decorators.map((decorator) => callOf(decorator.namedChildren[0]!, names)))
  const isSecure = said.has('secure')
  const base = type.text
  return {
    type: isSecure ? `secure${base[0]!.toUpperCase()}${base.slice(1)}` : base,
    ...(defaultValue === undefined ? {} : { defaultValue: valueOf(defaultValue, names) }),
    metadata: { description: said.get('description') },
    ...(said.has('allowed') ? { allowedValues: said.get('allowed') } : {}),
  }
}

function callOf(call: Node, names: Names): [name: string, argument: unknown] {
  const [first] = call.namedChildren[1]?.namedChildren ?? []
  return [textOf(call, 0), first === undefined ? undefined : valueOf(first, names)]
}

function resourceOf(node: Node, names: Names): Dictionary {
  const [, kind, body] = node.namedChildren as [Node, Node, Node]
  const [type, apiVersion] = String(valueOf(kind, names)).split('@')
  if (body.type !== 'for_statement') return { type, apiVersion, ...(valueOf(body, names) as Dictionary) }
  const [item, list, each] = body.namedChildren as [Node, Node, Node]
  const collection = valueOf(list, names) as ReturnType<Names[string]>
  const element = (): ReturnType<Names[string]> => ({
    kind: 'member',
    of: collection,
    key: { kind: 'call', name: 'copyIndex', args: [] },
  })
  const inner = valueOf(each, { ...names, [item.text]: element }) as Dictionary
  return { copy: { count: { kind: 'call', name: 'length', args: [collection] } }, type, apiVersion, ...inner }
}

function isParameter(node: Node): boolean {
  return node.type === 'parameter_declaration'
}

function textOf(node: Node, at: number): string {
  return node.namedChildren[at]?.text ?? ''
}
