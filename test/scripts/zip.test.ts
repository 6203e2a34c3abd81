import { describe, expect, it } from 'vitest'
import { fromBufferPromise } from 'yauzl'
import { zipBytes, type ZipEntry } from '../../scripts/package/zip.ts'

const entries: readonly ZipEntry[] = [
  { name: 'b/run.sh', data: Buffer.from('#!/bin/sh\n'), executable: true },
  { name: 'a.txt', data: Buffer.from('text '.repeat(1000)), executable: false },
]

describe('zipBytes', () => {
  it('sorts by name, whatever the order of the entries', async () => {
    const bytes = await zipBytes(entries)

    expect(bytes.equals(await zipBytes(entries.toReversed()))).toBe(true)
    expect(bytes.indexOf('a.txt')).toBeLessThan(bytes.indexOf('b/run.sh'))
  })

  it('is read by another implementation: names, dates, modes, method', async () => {
    const zip = await fromBufferPromise(await zipBytes(entries))
    const read: unknown[] = []
    for await (const entry of zip.eachEntry()) {
      const mode = (entry.externalFileAttributes >>> 16).toString(8)
      const date = entry.getLastModDate({ forceDosFormat: true }).toString().slice(4, 24)
      read.push([entry.fileName, mode, date, entry.compressionMethod, entry.extraFields.length])
    }

    expect(read).toEqual([
      ['a.txt', '100644', 'Jan 01 1980 00:00:00', 8, 0],
      ['b/run.sh', '100755', 'Jan 01 1980 00:00:00', 8, 0],
    ])
  })
})
