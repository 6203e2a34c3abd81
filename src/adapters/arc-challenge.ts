import { constants } from 'node:fs'
import { open, type FileHandle } from 'node:fs/promises'
import { limits } from '../core/limits.ts'

/** The key that himds wants to see, or why there is none. */
export type ArcKey =
  { readonly kind: 'key'; readonly key: string } | { readonly kind: 'problem'; readonly reason: string }

/**
 * Reads the key file that the 401 of himds names (`WWW-Authenticate: Basic realm=<path>`), which only root and himds
 * can read: knowing it proves who asks. Whoever else listens on that port must not get any other file out of us, so
 * only a plain file directly in `folder` whose name ends in .key is read, and no link is followed.
 */
export async function readArcKey(header: string | undefined, folder: string): Promise<ArcKey> {
  const path = /^Basic realm="?([^"]+)"?$/i.exec(header?.trim() ?? '')?.[1]
  if (path === undefined) return problem('himds named no key file')
  if (!path.startsWith(`${folder}/`)) return problem(`himds named a key file outside ${folder}`)
  const name = path.slice(folder.length + 1)
  // One name, without a slash: neither a deeper folder nor "..".
  if (!/^\w[\w.-]{0,250}\.key$/.test(name)) return problem(`himds named a file in ${folder} that is no key file`)
  try {
    return await readKey(`${folder}/${name}`)
  } catch (error) {
    return problem(`the key file ${name} of himds ${explain(error)}`)
  }
}

async function readKey(path: string): Promise<ArcKey> {
  const maxBytes = limits.metadata.arcKeyBytes
  // Without O_NONBLOCK, opening a pipe in the place of the file waits for ever.
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    const bytes = (await file.stat()).isFile() ? await readAtMost(file, maxBytes + 1) : undefined
    if (bytes === undefined) return problem('the key file of himds is not a plain file')
    if (bytes.length > maxBytes) return problem(`the key file of himds is larger than ${maxBytes} bytes`)
    const key = bytes.toString('latin1').trim()
    return /^[\x21-\x7e]+$/.test(key) ? { kind: 'key', key } : problem('the key file of himds holds no key')
  } finally {
    await file.close()
  }
}

async function readAtMost(file: FileHandle, length: number): Promise<Buffer> {
  const { buffer, bytesRead } = await file.read({ buffer: Buffer.alloc(length) })
  return buffer.subarray(0, bytesRead)
}

const reasons: Readonly<Record<string, string>> = { ENOENT: 'does not exist', ELOOP: 'is a symbolic link' }

function explain(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown error'
  return reasons[code] ?? `cannot be read (${code})`
}

function problem(reason: string): ArcKey {
  return { kind: 'problem', reason }
}
