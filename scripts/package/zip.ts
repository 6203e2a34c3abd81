import { crc32 } from 'node:zlib'
import { Uint8ArrayReader, Uint8ArrayWriter, ZipWriter } from '@zip.js/zip.js'
import { deflated } from './deflate.ts'

export interface ZipEntry {
  readonly name: string
  readonly data: Buffer
  readonly executable: boolean
}

/** The first date a zip can state, in its own form (PKWARE APPNOTE 4.4.6): 1980-01-01 00:00, in every time zone. */
const firstDate = ((1 << 5) | 1) << 16
const deflate = 8
const unix = (3 << 8) | 20

/**
 * The bytes of a zip that depend on names, contents and modes alone: entries sorted by name, all of one date,
 * deflated as small as it gets, no extra fields.
 */
export async function zipBytes(entries: readonly ZipEntry[]): Promise<Buffer> {
  const writer = new ZipWriter(new Uint8ArrayWriter(), {
    passThrough: true,
    useWebWorkers: false,
    dataDescriptor: false,
    extendedTimestamp: false,
    rawLastModDate: firstDate,
    compressionMethod: deflate,
    versionMadeBy: unix,
  })
  for (const { name, data, executable } of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)))
    await writer.add(name, new Uint8ArrayReader(deflated(data)), {
      uncompressedSize: data.length,
      crc32: crc32(data),
      externalFileAttributes: ((executable ? 0o100755 : 0o100644) << 16) >>> 0,
    })
  return Buffer.from(await writer.close())
}
