import { createHash, randomUUID } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { crc32, deflateRaw } from 'node:zlib'
import { cacheFolder } from './paths.ts'

export interface ZipEntry {
  readonly name: string
  readonly data: Buffer
  readonly executable: boolean
}

/** From this size on a compressed entry is kept between builds: compressing node takes longer than all the rest. */
const keptFromBytes = 1024 * 1024
const deflate = promisify(deflateRaw)

/**
 * The bytes of a zip (PKWARE APPNOTE 6.3.3) that depend on names, contents and modes alone: entries sorted by name,
 * all dated 1980-01-01 00:00, deflated at level 9, no extra fields.
 */
export async function zipBytes(entries: readonly ZipEntry[]): Promise<Buffer> {
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const bodies = await Promise.all(sorted.map((entry) => compressed(entry.data)))
  const locals: Buffer[] = []
  const directory: Buffer[] = []
  let offset = 0
  for (const [index, entry] of sorted.entries()) {
    const body = bodies[index]!
    const fields = sharedFields(entry, body)
    const local = Buffer.concat([signature(0x04034b50), fields, Buffer.from(entry.name), body])
    directory.push(directoryRecord(entry, fields, offset))
    locals.push(local)
    offset += local.length
  }
  const central = Buffer.concat(directory)
  return Buffer.concat([...locals, central, endRecord(sorted.length, central.length, offset)])
}

async function compressed(data: Buffer): Promise<Buffer> {
  if (data.length < keptFromBytes) return deflate(data, { level: 9 })
  const key = createHash('sha256').update(data).digest('hex')
  const kept = join(cacheFolder(), `${key}.deflate9-zlib-${process.versions.zlib}`)
  if (existsSync(kept)) return readFileSync(kept)
  const body = await deflate(data, { level: 9 })
  mkdirSync(cacheFolder(), { recursive: true })
  const unfinished = `${kept}.${randomUUID()}`
  writeFileSync(unfinished, body)
  renameSync(unfinished, kept)
  return body
}

function signature(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}

/** The 26 bytes that local header and directory record have in common, from "version needed" to "extra length". */
function sharedFields(entry: ZipEntry, body: Buffer): Buffer {
  const bytes = Buffer.alloc(26)
  bytes.writeUInt16LE(20, 0) // version needed: 2.0, deflate
  bytes.writeUInt16LE(8, 4) // method: deflate; the flags before it stay 0, names are ASCII
  bytes.writeUInt16LE((1 << 5) | 1, 8) // date: January 1st 1980; the time before it stays 0
  bytes.writeUInt32LE(crc32(entry.data), 10)
  bytes.writeUInt32LE(body.length, 14)
  bytes.writeUInt32LE(entry.data.length, 18)
  bytes.writeUInt16LE(Buffer.byteLength(entry.name), 22)
  return bytes
}

function directoryRecord(entry: ZipEntry, fields: Buffer, offset: number): Buffer {
  const made = Buffer.alloc(2)
  made.writeUInt16LE((3 << 8) | 20) // made by: Unix, 2.0
  const rest = Buffer.alloc(14)
  rest.writeUInt32LE(((entry.executable ? 0o100755 : 0o100644) << 16) >>> 0, 6)
  rest.writeUInt32LE(offset, 10)
  return Buffer.concat([signature(0x02014b50), made, fields, rest, Buffer.from(entry.name)])
}

function endRecord(count: number, directoryBytes: number, offset: number): Buffer {
  const bytes = Buffer.alloc(18)
  bytes.writeUInt16LE(count, 4)
  bytes.writeUInt16LE(count, 6)
  bytes.writeUInt32LE(directoryBytes, 8)
  bytes.writeUInt32LE(offset, 12)
  return Buffer.concat([signature(0x06054b50), bytes])
}
