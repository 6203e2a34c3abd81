import { closeSync, constants, fstatSync, lstatSync, openSync, readdirSync, readSync, realpathSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import fs from 'fs-extra'
import { FileTooLarge, type Files, type FileStat } from '../host.ts'
import { fileSystemOf } from './file-system.ts'
import { watch } from './watch.ts'
import { writeAtomic } from './write-atomic.ts'

const leastChunkBytes = 4 * 1024
const mostChunkBytes = 64 * 1024

/** ESRCH: a file of /proc whose process ends while it is opened, read or looked at is as absent as one that ended before. */
const absences: readonly string[] = ['ENOENT', 'ENOTDIR', 'ESRCH']

/**
 * The machine's files. What only looks makes its few short system calls itself: through Node's threads a small file takes
 * six times the processor time, and an installation looks some two hundred times.
 */
export function systemFiles(): Files {
  return {
    readText: (path, maxBytes) => Promise.try(readText, path, maxBytes),
    readBytes: (path, maxBytes) => Promise.try(readBytes, path, maxBytes),
    list: (path) => Promise.try(orAbsent, () => readdirSync(path).sort()),
    stat: (path) => Promise.try(orAbsent, () => statOf(lstatSync(path))),
    resolve: (path) => Promise.try(orAbsent, () => realpathSync.native(path), [...absences, 'ELOOP']),
    writeAtomic,
    makeDirectory,
    rename: (from, to) => fs.rename(from, to),
    remove: (path) => fs.remove(path),
    watch,
    fileSystem: fileSystemOf,
  }
}

function readText(path: string, maxBytes?: number): string | undefined {
  const bytes = readBytes(path, maxBytes)
  return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
}

/** Reads at most `maxBytes` and one more, so that an endless file costs no more than a large one. */
function readBytes(path: string, maxBytes = Infinity): Uint8Array | undefined {
  // Without O_NONBLOCK, opening a pipe that somebody put in the place of a file waits for ever.
  const file = orAbsent(() => openSync(path, constants.O_RDONLY | constants.O_NONBLOCK))
  if (file === undefined) return undefined
  try {
    const { size } = fstatSync(file)
    if (size > maxBytes) throw tooLarge(path, maxBytes)
    return orAbsent(() => readAll(file, { path, size, maxBytes }))
  } finally {
    closeSync(file)
  }
}

interface Reading {
  readonly path: string
  /** As the kernel says, which is 0 or a guess for what it makes up while it is read. */
  readonly size: number
  readonly maxBytes: number
}

function readAll(file: number, { path, size, maxBytes }: Reading): Uint8Array {
  const chunks: Uint8Array[] = []
  for (let total = 0; ;) {
    const chunk = Buffer.allocUnsafe(Math.min(Math.max(size + 1 - total, leastChunkBytes), mostChunkBytes))
    const bytesRead = readSync(file, chunk)
    if (bytesRead === 0) return Buffer.concat(chunks)
    total += bytesRead
    if (total > maxBytes) throw tooLarge(path, maxBytes)
    chunks.push(chunk.subarray(0, bytesRead))
  }
}

function tooLarge(path: string, maxBytes: number): FileTooLarge {
  return new FileTooLarge(`${path} is larger than ${maxBytes} bytes`)
}

/** The mode is set on every directory that is made, whatever the umask; existing ones are left alone. */
async function makeDirectory(given: string, mode: number): Promise<string | undefined> {
  const path = resolve(given)
  const top = await fs.promises.mkdir(path, { recursive: true, mode })
  if (top === undefined) return undefined
  for (let at = path; at.length >= top.length; at = dirname(at)) await fs.chmod(at, mode)
  return top
}

function statOf(stat: fs.Stats): FileStat {
  const { size, mtimeMs, ino: inode, uid } = stat
  return { type: typeOf(stat), size, mtimeMs, inode, mode: stat.mode & 0o7777, uid }
}

function typeOf(stat: fs.Stats): FileStat['type'] {
  if (stat.isFile()) return 'file'
  if (stat.isDirectory()) return 'directory'
  return stat.isSymbolicLink() ? 'link' : 'other'
}

function orAbsent<T>(look: () => T, absent = absences): T | undefined {
  try {
    return look()
  } catch (error) {
    if (error instanceof Error && 'code' in error && absent.includes(String(error.code))) return undefined
    throw error
  }
}
