import { writeFileSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { boundsFor, sizeProblems } from '../../scripts/package/bounds.ts'
import { readZip } from '../../scripts/package/read-zip.ts'
import { zipProblems } from '../../scripts/package/verify.ts'
import { zipBytes, type ZipEntry } from '../../scripts/package/zip.ts'

function file(name: string, content: string): ZipEntry {
  return { name, data: Buffer.from(content), executable: name.endsWith('.sh') }
}

function manifest(uninstallCommand = 'scripts/handler.sh uninstall'): ZipEntry {
  const [installCommand, enableCommand, disableCommand, updateCommand] = ['install', 'enable', 'disable', 'update'].map(
    (operation) => `scripts/handler.sh ${operation}`,
  )
  const handlerManifest = { installCommand, enableCommand, disableCommand, updateCommand, uninstallCommand }
  return file('HandlerManifest.json', JSON.stringify([{ handlerManifest }]))
}

const script = file('scripts/handler.sh', '#!/bin/sh\n')
const good = [manifest(), script]

/** Writes the entries as a zip, reads it again and answers what is wrong; `change` damages the bytes in between. */
async function problems(
  entries: readonly ZipEntry[],
  sources = entries,
  change = (bytes: Buffer): Buffer => bytes,
): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), 'verify-'))
  try {
    writeFileSync(join(folder, 'a.zip'), change(await zipBytes(entries)))
    return zipProblems(await readZip(join(folder, 'a.zip')), sources)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

/** The mode of the last entry in the zip becomes this one. */
function withMode(mode: number): (bytes: Buffer) => Buffer {
  return (bytes) => {
    const record = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
    bytes.writeUInt32LE((mode << 16) >>> 0, record + 38)
    return bytes
  }
}

describe('zipProblems', () => {
  it('finds nothing wrong with a small zip that is well', async () => {
    expect(await problems(good)).toEqual([])
  })

  it.each([
    ['a path out of the folder', [...good, file('../x', 'x')], '../x leaves its folder or is one'],
    ['a path from the root', [...good, file('/x', 'x')], '/x leaves its folder or is one'],
    ['a folder', [...good, file('x/', '')], 'x/ leaves its folder or is one'],
    ['a backslash', [...good, file('x\\y', 'x')], 'x\\y has a name that not every system can write'],
    ['an empty file', [...good, file('x', '')], 'x is empty'],
    [
      'Windows line endings',
      [manifest(), file('scripts/handler.sh', '#!/bin/sh\r\n')],
      'scripts/handler.sh has Windows line endings',
    ],
    ['a byte order mark', [...good, file('x.json', '\uFEFF{}')], 'x.json starts with a byte order mark'],
    [
      "the agent's status folder",
      [...good, file('status/0.status', '[]')],
      "status/0.status takes a name of the agent's own",
    ],
    [
      "the agent's environment",
      [...good, file('HandlerEnvironment.json', '[]')],
      "HandlerEnvironment.json takes a name of the agent's own",
    ],
    ['the same name twice', [...good, file('X', 'x'), file('x', 'x')], 'x is there twice'],
    ['no manifest', [script], 'not just one HandlerManifest.json, in the root'],
    [
      'two manifests',
      [...good, file('app/HandlerManifest.json', '[]')],
      'not just one HandlerManifest.json, in the root',
    ],
    [
      'a manifest elsewhere',
      [script, file('app/HandlerManifest.json', '[]')],
      'not just one HandlerManifest.json, in the root',
    ],
    [
      'a command that is not there',
      [manifest('bin/x uninstall'), script],
      'uninstallCommand names bin/x, which the zip does not have',
    ],
    [
      'a command that is no script',
      [manifest(), file('scripts/handler.sh', 'exit')],
      'installCommand names scripts/handler.sh, which is no script',
    ],
  ])('finds %s', async (_, entries, problem) => {
    expect(await problems(entries)).toContain(problem)
  })

  it('finds a symbolic link', async () => {
    expect(await problems(good, good, withMode(0o120777))).toEqual(['scripts/handler.sh is no regular file'])
  })

  it('finds content that differs from its source', async () => {
    expect(await problems([manifest(), file('scripts/handler.sh', '#!/bin/false\n')], good)).toEqual([
      'scripts/handler.sh has other content',
    ])
  })

  it('finds a file that is missing or too much', async () => {
    const message = 'the names are not the sorted names of the sources'

    expect(await problems(good, [...good, file('x', 'x')])).toEqual([message])
    expect(await problems([...good, file('x', 'x')], good)).toEqual([message])
  })

  it('finds a wrong checksum', async () => {
    const change = (bytes: Buffer): Buffer => {
      const record = bytes.lastIndexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))
      bytes.writeUInt32LE(1, record + 16)
      return bytes
    }

    expect(await problems(good, good, change)).toEqual(['scripts/handler.sh has a wrong checksum'])
  })
})

describe('sizeProblems', () => {
  const bounds = boundsFor(1)

  it('accepts both sizes at their bound', () => {
    expect(sizeProblems(bounds, bounds)).toEqual([])
  })

  it('names the size that is one byte too large, and its bound', () => {
    expect(sizeProblems({ ...bounds, zipBytes: bounds.zipBytes + 1 }, bounds)).toEqual([
      `zipBytes is ${bounds.zipBytes + 1}, more than the bound ${bounds.zipBytes}`,
    ])
    expect(sizeProblems({ ...bounds, unpackedBytes: bounds.unpackedBytes + 1 }, bounds)).toHaveLength(1)
  })

  it('is part of what is checked in a zip, by the architectures that it carries', () => {
    const entries = ['runtime/x64/node', 'runtime/x64/lib/a', 'runtime/arm64/node'].map((name) => ({
      ...{ name, mode: 0o100644, data: Buffer.from('x'), crcMatches: true },
    }))
    const [one, two] = [boundsFor(1).zipBytes + 1, boundsFor(2).zipBytes + 1]
    const found = (bytes: number, count: number): string[] =>
      zipProblems({ bytes, entries: entries.slice(0, count) }, []).filter((problem) => problem.includes('bound'))

    expect(found(one, 2)).toEqual([`zipBytes is ${one}, more than the bound ${one - 1}`])
    expect(found(one, 3)).toEqual([])
    expect(found(two, 3)).toEqual([`zipBytes is ${two}, more than the bound ${two - 1}`])
  })
})
