import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { Language, Parser, type Node } from 'web-tree-sitter'

const grammar = createRequire(import.meta.url).resolve('tree-sitter-bicep/tree-sitter-bicep.wasm')

/** The syntax tree of a Bicep file. Throws where the grammar does not know what stands there. */
export async function parseBicep(text: string): Promise<Node> {
  await Parser.init()
  const parser = new Parser()
  parser.setLanguage(await Language.load(new Uint8Array(readFileSync(grammar))))
  const root = parser.parse(text)?.rootNode
  if (root === undefined || root.hasError) throw new Error('this is not Bicep')
  return root
}
