import { readFileSync, readdirSync } from 'node:fs'
import { dirname, join, relative } from 'node:path'

/** Layers of src and what each may import; a layer may always import itself. The only place where this is said. */
export const layers: Readonly<Record<string, readonly string[]>> = {
  core: [],
  host: [],
  agent: ['core', 'host'],
  checks: ['core', 'host'],
  machine: ['core', 'host'],
  operations: ['core', 'host', 'agent', 'checks', 'machine'],
  operator: ['core', 'host', 'agent', 'checks', 'machine', 'operations'],
  run: ['core', 'host', 'agent', 'machine', 'operations'],
  cli: ['core'],
  adapters: ['core', 'host'],
  main: ['core', 'adapters', 'cli', 'run', 'operator'],
}

/** Packages that only compute: allowed in every layer. All others, and Node itself, only in the layers below. */
const purePackages = ['zod', 'semver']
const effectfulLayers = ['adapters', 'cli', 'main']

export interface SourceFile {
  /** Path below src, e.g. core/plan.ts. */
  readonly path: string
  readonly text: string
}

/** Every TypeScript file below a folder. */
export function sourceFiles(folder: string): SourceFile[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith('.ts'))
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(folder, path), text: readFileSync(path, 'utf8') }))
}

/** One sentence per import that points the wrong way. */
export function wrongImports(files: readonly SourceFile[]): string[] {
  return files.flatMap(({ path, text }) =>
    importsOf(text).flatMap((target) => {
      const problem = judge(path, target)
      return problem === undefined ? [] : [`${path} imports ${target}: ${problem}`]
    }),
  )
}

function importsOf(text: string): string[] {
  return [...text.matchAll(/(?:\bfrom\s+|\bimport\(\s*|^import\s+)'([^']+)'/gm)].map(([, target = '']) => target)
}

function judge(path: string, target: string): string | undefined {
  const layer = layerOf(path)
  const allowed = layers[layer]
  if (allowed === undefined) return `${layer} is no known layer`
  if (!target.startsWith('.')) {
    const pure = purePackages.includes(target)
    return pure || effectfulLayers.includes(layer) ? undefined : `${layer} may not have effects`
  }
  const wanted = layerOf(join(dirname(path), target))
  return wanted === layer || allowed.includes(wanted) ? undefined : `${layer} may not know ${wanted}`
}

function layerOf(path: string): string {
  return path.split('/')[0]?.replace(/\.ts$/, '') ?? ''
}
