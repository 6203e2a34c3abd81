import type { Host } from '../host.ts'
import { limits } from '../core/limits.ts'
import { together } from '../core/together.ts'
import type { Grammar, HoldFile } from './grammar/row.ts'

/** Those of these names that the administrator holds back, each with the file or folder that says so. */
export async function heldBack(
  host: Host,
  { holds }: Pick<Grammar, 'holds'>,
  names: readonly string[],
): Promise<Map<string, string>> {
  const held = new Map<string, string>()
  for (const hold of holds) {
    const patterns = (await readHold(host, hold)).map(asPattern)
    for (const name of names) if (patterns.some((pattern) => pattern.test(name))) held.set(name, hold.path)
  }
  return held
}

async function readHold(host: Host, { path, pattern }: HoldFile): Promise<string[]> {
  const files = (await host.files.list(path).catch(() => undefined))?.map((name) => `${path}/${name}`) ?? [path]
  const texts = await together(files.map((file) => readQuietly(host, file)))
  const found = texts.flatMap((text) => [...text.matchAll(new RegExp(pattern, 'gm'))])
  return found.flatMap(([, words = '']) => words.split(/[\s,]+/)).filter((word) => word !== '')
}

/** What cannot be read holds nothing back: whatever is wrong with it, the package manager will say so. */
async function readQuietly(host: Host, file: string): Promise<string> {
  return (await host.files.readText(file, limits.read.configurationBytes).catch(() => undefined)) ?? ''
}

/** A shell pattern for the whole of a name. */
function asPattern(glob: string): RegExp {
  const escaped = glob.replace(/[.+^${}()|[\]\\]/g, '\\$&')
  return new RegExp(`^${escaped.replace(/\*/g, '.*').replace(/\?/g, '.')}$`)
}
