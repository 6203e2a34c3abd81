import { gunzipSync } from 'node:zlib'
import { parseTar } from 'nanotar'
import { describe, expect, it } from 'vitest'
import { tarGzip } from '../../scripts/package/tar.ts'
import type { ZipEntry } from '../../scripts/package/zip.ts'

const entries: readonly ZipEntry[] = [
  { name: 'b/run.sh', data: Buffer.from('#!/bin/sh\n'), executable: true },
  { name: 'a.txt', data: Buffer.from('text '.repeat(1000)), executable: false },
  { name: 'c/block', data: Buffer.alloc(512, 'x'), executable: false },
]

describe('tarGzip', () => {
  it('sorts by name, whatever the order of the entries', () => {
    expect(tarGzip(entries).equals(tarGzip(entries.toReversed()))).toBe(true)
  })

  it('holds contents, modes, one date, and root as the owner of all', () => {
    const files = parseTar(new Uint8Array(gunzipSync(tarGzip(entries))))

    expect(files.map(({ name, attrs }) => [name, attrs?.mode, attrs?.uid, attrs?.gid, attrs?.mtime])).toEqual([
      ['a.txt', '0000644', 0, 0, 315532800],
      ['b/run.sh', '0000755', 0, 0, 315532800],
      ['c/block', '0000644', 0, 0, 315532800],
    ])
    for (const { name, data } of entries)
      expect(Buffer.from(files.find((file) => file.name === name)?.data ?? []).equals(data)).toBe(true)
  })
})
