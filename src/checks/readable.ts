import { limits } from '../core/limits.ts'
import type { Host } from '../host.ts'

type Reader = Pick<Host, 'files'>

/** The text of a configuration file, or undefined when it is absent, too large or cannot be read. Never throws. */
export async function readIfAny({ files }: Reader, path: string, maxBytes?: number): Promise<string | undefined> {
  return files.readText(path, maxBytes ?? limits.read.configurationBytes).catch(() => undefined)
}

/** The lines of the first place that exists, without comments and the white space around them. */
export async function readBareLines(host: Reader, places: readonly string[]): Promise<string[]> {
  return (await readFirst(host, places)).split('\n').map((line) => line.replace(/#.*/, '').trim())
}

/** The text of the first place that exists, '' when none does. */
export async function readFirst(host: Reader, places: readonly string[]): Promise<string> {
  for (const place of places) {
    const text = await readIfAny(host, place)
    if (text !== undefined) return text
  }
  return ''
}
