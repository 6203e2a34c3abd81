import { hash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { buffer } from 'node:stream/consumers'
import { crc32, inflateRawSync } from 'node:zlib'
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'

export interface ZipEntry {
  readonly name: string
  /** The UNIX mode that the zip states, file type included; 0 when it states none. */
  readonly mode: number
  readonly content: Buffer
}

// Kept as long as this process: every machine unpacks the same few packages, and inflating one takes most of a second.
const known = new Map<string, Promise<readonly ZipEntry[]>>()

/** The entries of a zip file in its order. Throws when it is damaged. */
export function unzip(path: string): Promise<readonly ZipEntry[]> {
  const bytes = readFileSync(path)
  const key = hash('sha256', bytes)
  const entries = known.get(key) ?? readAll(bytes)
  known.set(key, entries)
  return entries
}

async function readAll(bytes: Buffer): Promise<readonly ZipEntry[]> {
  // Without decoding, yauzl neither refuses nor changes odd names.
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, decodeStrings: false })
  const entries: ZipEntry[] = []
  while (entries.length < zip.entryCount) entries.push(await readOne(zip, await nextEntry(zip)))
  return entries
}

function nextEntry(zip: ZipFile): Promise<Entry> {
  return new Promise((resolve, reject) => {
    const receive = (entry: Entry): void => {
      zip.off('error', reject)
      resolve(entry)
    }
    zip.once('entry', receive).once('error', reject)
    zip.readEntry()
  })
}

const deflated = 8

async function readOne(zip: ZipFile, entry: Entry): Promise<ZipEntry> {
  const name = (entry.fileName as unknown as Buffer).toString('utf8')
  const stored = await buffer(await zip.openReadStreamPromise(entry, { decodeFileData: false }))
  const chunkSize = Math.max(64, entry.uncompressedSize)
  const content = entry.compressionMethod === deflated ? inflateRawSync(stored, { chunkSize }) : stored
  if (crc32(content) !== entry.crc32) throw new Error(`bad CRC-32 for file '${name}'`)
  return { name, mode: entry.externalFileAttributes >>> 16, content }
}
