import { writeFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { rolldown, type CodeSplittingGroup, type OutputChunk } from 'rolldown'

export interface Part {
  /** Name of the file in the folder. */
  readonly file: string
  /** Absolute paths of the modules whose code is really in there. */
  readonly modules: readonly string[]
}

/**
 * Bundles the program into `folder`/main.cjs, the first part, and those that are loaded on demand. The version reaches
 * it as the constant `__HANDLER_VERSION__`.
 */
export async function bundleProgram(entry: string, folder: string, version: string): Promise<Part[]> {
  const chunks = await build(entry, groups, {
    'process.env.NODE_ENV': '"production"', // winston's diagnostics load a colour table otherwise
    'import.meta.resolve': 'undefined', // yargs has it for configuration files that extend others
    FormData: 'undefined', // @azure/identity asks of every request whether it is one, and Node loads all of fetch for that
    __HANDLER_VERSION__: JSON.stringify(version),
  })
  const named = chunks.map((chunk) => (chunk.isEntry ? { ...chunk, fileName: 'main.cjs' } : chunk))
  for (const chunk of named) writeFileSync(join(folder, chunk.fileName), ascii(chunk.code))
  return named.map((chunk) => ({ file: chunk.fileName, modules: usedModules(chunk) }))
}

/** Bundles one script of this folder into one file, e.g. start.ts into start.cjs. */
export async function bundleScript(script: string, folder: string): Promise<void> {
  const [chunk] = await build(join(import.meta.dirname, script), [], {})
  writeFileSync(join(folder, `${basename(script, '.ts')}.cjs`), ascii(chunk!.code))
}

/** What is loaded together, each with all that it imports; a package that `import()` names is a part of its own. */
const groups = [
  { name: 'main', test: /\/src\/main\.ts$/, priority: 3 }, // every command, and all of an `enable` with nothing to do
  { name: 'change', test: /\/src\/operations\//, priority: 2 }, // what looks at a machine in full, and changes it
  { name: 'person', test: /\/src\/(?:cli\.ts|operator\/|adapters\/(?:terminal|archive))/, priority: 1 },
]

async function build(
  entry: string,
  groups: CodeSplittingGroup[],
  define: Record<string, string>,
): Promise<OutputChunk[]> {
  const bundle = await rolldown({
    input: { main: entry },
    platform: 'node',
    preserveEntrySignatures: 'allow-extension',
    logLevel: 'warn',
    plugins: [{ name: 'stand-ins', resolveId: standIn }],
    transform: { define, target: 'node24' },
  })
  const { output } = await bundle.generate({
    format: 'cjs',
    minify: true,
    codeSplitting: { groups },
    entryFileNames: '[name].cjs',
    chunkFileNames: (chunk) => `${chunkName(chunk.facadeModuleId ?? chunk.name)}.cjs`,
  })
  await bundle.close()
  const stray = output.find((file) => file.type !== 'chunk')
  if (stray !== undefined) throw new Error(`the bundle made a file that would not be shipped: ${stray.fileName}`)
  return output.filter((file) => file.type === 'chunk')
}

/** What is bundled in place of modules that would make every command start later. */
const standIns: readonly { readonly module: RegExp; readonly importer: RegExp; readonly file: string }[] = [
  { module: /^string-width$/, importer: /./, file: 'string-width.ts' },
  { module: /^@colors\/colors\/safe$/, importer: /./, file: 'colors.ts' },
  { module: /^jsonwebtoken$/, importer: /./, file: 'jsonwebtoken.ts' },
  { module: /^assert$/, importer: /\/node_modules\/yargs\//, file: 'assert.ts' },
  {
    module: /^(?:node:)?(?:https|tls)$/,
    importer: /\/node_modules\/(?:@typespec\/ts-http-runtime|(?:agent-base|https?-proxy-agent))\//,
    file: 'https.ts',
  },
]

function standIn(id: string, importer = ''): string | { id: string; external: true } | undefined {
  // It queues what would open too many files; a command opens a few, one after the other.
  if (id === 'graceful-fs') return { id: 'node:fs', external: true }
  const found = standIns.find((one) => one.module.test(id) && one.importer.test(importer))
  return found && join(import.meta.dirname, found.file)
}

/** One letter beyond Latin-1 would make V8 keep the whole source with two bytes a letter, 2.7 MiB of every command. */
function ascii(code: string): string {
  return code.replace(/[^\0-\x7f]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
}

/** A chunk is named after the package or the source file that it starts with. */
function chunkName(module: string): string {
  const inPackage = module.split('/node_modules/').at(-1)!
  const parts = inPackage.split('/')
  if (inPackage === module) return basename(module).replace(/\.\w+$/, '')
  return (parts[0]!.startsWith('@') ? `${parts[0]!.slice(1)}-${parts[1]!}` : parts[0]!).replace(/[^\w.-]/g, '-')
}

function usedModules(chunk: OutputChunk): string[] {
  return Object.entries(chunk.modules)
    .filter(([, module]) => module.renderedLength > 0)
    .map(([id]) => id)
}
