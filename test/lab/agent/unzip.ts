import { hash } from 'node:crypto'
import {
  closeSync,
  fstatSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { crc32, inflateRawSync } from 'node:zlib'
import { fromBufferPromise, type Entry, type ZipFile } from 'yauzl'
import { cached, cacheRoot } from '../packages/cache.ts'

export interface ZipEntry {
  readonly name: string
  /** The UNIX mode that the zip states, file type included; 0 when it states none. */
  readonly mode: number
  /** Path of a file with its content. */
  readonly content: string
}

const [kind, list] = ['unpacked', 'entries.json']

/**
 * The entries of a zip file in its order. Throws when it is damaged. Inflated once for all runs: every machine unpacks
 * the same few packages, and a process that held them in its memory would take tens of milliseconds for each fork.
 */
export async function unzip(path: string): Promise<readonly ZipEntry[]> {
  const folder = await cached(kind, [endOf(path)], async (draft) => {
    forgetOld()
    await inflateInto(draft, readFileSync(path))
  })
  const entries = JSON.parse(readFileSync(join(folder, list), 'utf8')) as Omit<ZipEntry, 'content'>[]
  return entries.map((entry, at) => ({ ...entry, content: join(folder, String(at)) }))
}

/** More than the central directory of our packages, which names the length and the checksum of every file. */
const endBytes = 256 * 1024

/** What tells one zip from another without reading all of it. */
function endOf(path: string): string {
  const file = openSync(path, 'r')
  try {
    const { size } = fstatSync(file)
    const end = Buffer.alloc(Math.min(size, endBytes))
    readSync(file, end, 0, end.length, size - end.length)
    return `${size} ${hash('sha256', end)}`
  } finally {
    closeSync(file)
  }
}

const dayMs = 86_400_000

/** What was unpacked for a package that nobody builds any more. */
function forgetOld(): void {
  for (const name of readdirSync(cacheRoot())) {
    const folder = join(cacheRoot(), name)
    const isOurs = new RegExp(`^${kind}-[0-9a-f]+$`).test(name)
    const madeMs = statSync(folder, { throwIfNoEntry: false })?.mtimeMs ?? Infinity
    if (isOurs && Date.now() - madeMs > dayMs) rmSync(folder, { recursive: true, force: true })
  }
}

async function inflateInto(folder: string, bytes: Buffer): Promise<void> {
  // Without decoding, yauzl neither refuses nor changes odd names.
  const zip = await fromBufferPromise(bytes, { lazyEntries: true, decodeStrings: false })
  const entries: Omit<ZipEntry, 'content'>[] = []
  while (entries.length < zip.entryCount) {
    const entry = await nextEntry(zip)
    const name = (entry.fileName as unknown as Buffer).toString('utf8')
    writeFileSync(join(folder, String(entries.length)), await contentOf(zip, entry, name))
    entries.push({ name, mode: entry.externalFileAttributes >>> 16 })
  }
  writeFileSync(join(folder, list), JSON.stringify(entries))
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

async function contentOf(zip: ZipFile, entry: Entry, name: string): Promise<Buffer> {
  const stored = await buffer(await zip.openReadStreamPromise(entry, { decodeFileData: false }))
  const chunkSize = Math.max(64, entry.uncompressedSize)
  const content = entry.compressionMethod === deflated ? inflateRawSync(stored, { chunkSize }) : stored
  if (crc32(content) !== entry.crc32) throw new Error(`bad CRC-32 for file '${name}'`)
  return content
}
