import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import ts from 'typescript'

/** What a test file and the test files it imports say. */
interface Texts {
  /** Titles of describe, it and test; `%s` and `$name` stand for a value of a case. */
  readonly titles: Set<string>
  readonly literals: Set<string>
}

/**
 * Whether a file has a test of this full name, its parts joined by " > ", as far as that can be told without running
 * it: each part is a title, and what stands in the place of a `%s` or `$name` is a text of that file or of one it
 * imports. `known` are texts that are made at run time.
 */
export function hasTest(file: string, name: string, known: ReadonlySet<string>): boolean {
  if (!existsSync(file)) return false
  const texts: Texts = { titles: new Set(), literals: new Set() }
  collect(file, texts, new Set())
  const says = (text: string): boolean =>
    texts.literals.has(text) || known.has(text) || /^(?:true|false|\d+)$/.test(text)
  return name.split(' > ').every((part) => [...texts.titles].some((title) => fits(title, part, says)) || says(part))
}

function fits(title: string, part: string, says: (text: string) => boolean): boolean {
  if (title === part) return true
  const holes = /%[sdij]|\$[\w.]+/
  if (!holes.test(title)) return false
  const pattern = title.split(holes).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  const values = new RegExp(`^${pattern.join('(.+)')}$`).exec(part)?.slice(1)
  return values?.every(says) === true
}

function collect(file: string, texts: Texts, seen: Set<string>): void {
  if (seen.has(file)) return
  seen.add(file)
  const { titles, literals, imports } = textsOf(file)
  for (const title of titles) texts.titles.add(title)
  for (const literal of literals) texts.literals.add(literal)
  for (const path of imports) collect(path, texts, seen)
}

/** Many tests share what they import: each file is read once. */
const read = new Map<string, Texts & { readonly imports: readonly string[] }>()

function textsOf(file: string): Texts & { readonly imports: readonly string[] } {
  const known = read.get(file)
  if (known !== undefined) return known
  const found = { titles: new Set<string>(), literals: new Set<string>(), imports: [] as string[] }
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest)
  const visit = (node: ts.Node): void => {
    if (ts.isStringLiteralLike(node)) found.literals.add(node.text)
    // A name that is put together from those of cases.
    if (ts.isTemplateExpression(node))
      found.titles.add([node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('%s'))
    if (ts.isCallExpression(node) && isDefinition(node.expression)) {
      const [title] = node.arguments
      if (title !== undefined && ts.isStringLiteralLike(title)) found.titles.add(title.text)
    }
    if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
      const path = join(dirname(file), node.moduleSpecifier.text)
      if (node.moduleSpecifier.text.startsWith('.') && !path.includes('/src/')) found.imports.push(path)
    }
    ts.forEachChild(node, visit)
  }
  visit(source)
  read.set(file, found)
  return found
}

/** describe, it or test, with whatever comes after it: `.each(…)`, `.concurrent`. */
function isDefinition(node: ts.Expression): boolean {
  if (ts.isIdentifier(node)) return ['describe', 'it', 'test'].includes(node.text)
  return (ts.isPropertyAccessExpression(node) || ts.isCallExpression(node)) && isDefinition(node.expression)
}
