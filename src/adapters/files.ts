import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { dirname, resolve } from 'node:path'
import fs from 'fs-extra'
import { FileTooLarge, type Files, type FileStat } from '../host.ts'
import { fileSystemOf } from './file-system.ts'
import { writeAtomic } from './write-atomic.ts'

const chunkBytes = 64 * 1024

/** The machine's files. */
export function systemFiles(): Files {
  return {
    readText: async (path, maxBytes) => {
      const bytes = await readBytes(path, maxBytes)
      return bytes === undefined ? undefined : new TextDecoder().decode(bytes)
    },
    readBytes,
    list: async (path) => (await orAbsent(fs.readdir(path)))?.sort(),
    stat: async (path) => {
      const stat = await orAbsent(fs.lstat(path))
      return stat === undefined ? undefined : statOf(stat)
    },
    resolve: (path) => orAbsent(fs.realpath(path), ['ELOOP']),
    writeAtomic,
    makeDirectory,
    rename: (from, to) => fs.rename(from, to),
    remove: (path) => fs.remove(path),
    fileSystem: fileSystemOf,
  }
}

/** Reads at most `maxBytes` and one more, so that an endless file costs no more than a large one. */
async function readBytes(path: string, maxBytes = Infinity): Promise<Uint8Array | undefined> {
  // Without O_NONBLOCK, opening a pipe that somebody put in the place of a file waits for ever.
  const file = await orAbsent(open(path, constants.O_RDONLY | constants.O_NONBLOCK))
  if (file === undefined) return undefined
  try {
    if ((await file.stat()).size > maxBytes) throw tooLarge(path, maxBytes)
    // A file of /proc whose process ends while it is read (ESRCH) is as absent as one that ended before.
    return await orAbsent(readAll(file, path, maxBytes), ['ESRCH'])
  } finally {
    await file.close()
  }
}

async function readAll(file: FileHandle, path: string, maxBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = []
  for (let total = 0; ;) {
    const { bytesRead, buffer } = await file.read({ buffer: new Uint8Array(chunkBytes) })
    if (bytesRead === 0) return Buffer.concat(chunks)
    total += bytesRead
    if (total > maxBytes) throw tooLarge(path, maxBytes)
    chunks.push(buffer.subarray(0, bytesRead))
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

async function orAbsent<T>(promise: Promise<T>, also: readonly string[] = []): Promise<T | undefined> {
  try {
    return await promise
  } catch (error) {
    if (error instanceof Error && 'code' in error && ['ENOENT', 'ENOTDIR', ...also].includes(String(error.code)))
      return undefined
    throw error
  }
}
