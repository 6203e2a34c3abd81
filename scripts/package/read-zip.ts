import { statSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import { openPromise } from 'yauzl'

export interface ReadEntry {
  readonly name: string
  /** Unix mode with file type, as the zip states it. */
  readonly mode: number
  readonly data: Buffer
  readonly crcMatches: boolean
}

export interface ReadZip {
  readonly bytes: number
  readonly entries: readonly ReadEntry[]
}

/** Opens a finished zip with another implementation than the one that wrote it, and reads every entry whole. */
export async function readZip(path: string): Promise<ReadZip> {
  // Not decoded: this reader would otherwise refuse, or silently mend, just the names that have to be reported.
  const zip = await openPromise(path, { decodeStrings: false, autoClose: false })
  const entries: ReadEntry[] = []
  for await (const entry of zip.eachEntry()) {
    const data = await buffer(await zip.openReadStreamPromise(entry))
    const name = entry.fileNameRaw.toString('utf8')
    const mode = entry.externalFileAttributes >>> 16
    entries.push({ name, mode, data, crcMatches: crc32(data) === entry.crc32 })
  }
  zip.close()
  return { bytes: statSync(path).size, entries }
}
