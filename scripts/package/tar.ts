import { crc32 } from 'node:zlib'
import { createTar } from 'nanotar'
import { deflated } from './deflate.ts'
import type { ZipEntry } from './zip.ts'

/** A block of a tar file (POSIX ustar); a file takes one for its header and as many as it fills. */
const blockBytes = 512
/** As the files of the zip; tar(1) warns of 1970. */
const firstDate = Date.UTC(1980, 0, 1)
/** RFC 1952: magic number, deflate, no flags, no time, best compression, UNIX. */
const gzipHeader = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 2, 3])

/**
 * The bytes of a tar.gz that depend on names, contents and modes alone: all root's, of one date. A gzip file is a series
 * of members, so every file is one of its own, deflated just as it is for the zip.
 */
export function tarGzip(entries: readonly ZipEntry[]): Buffer {
  const sorted = entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))
  const tar = Buffer.from(
    createTar(
      sorted.map(({ name, data, executable }) => ({
        name,
        data,
        attrs: { mode: executable ? '755' : '644', uid: 0, gid: 0, user: 'root', group: 'root', mtime: firstDate },
      })),
    ),
  )
  const members: Buffer[] = []
  let at = 0
  for (const { data } of sorted) {
    const begin = Math.ceil(at / blockBytes) * blockBytes + blockBytes
    members.push(member(tar.subarray(at, begin)), member(data))
    at = begin + data.length
  }
  return Buffer.concat([...members, member(tar.subarray(at))])
}

function member(data: Buffer): Buffer {
  const trailer = Buffer.alloc(8)
  trailer.writeUInt32LE(crc32(data), 0)
  trailer.writeUInt32LE(data.length % 2 ** 32, 4)
  return Buffer.concat([gzipHeader, deflated(data), trailer])
}
