import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { openPromise, type Entry } from 'yauzl'

/**
 * Unpacks a zip over `folder` as Python's zipfile does: modes are lost, symlinks become regular files that hold their
 * target, leading slashes and `..` are stripped, nothing that is there is removed. Returns the rules the zip breaks.
 */
export async function unpack(zipPath: string, folder: string): Promise<string[]> {
  const violations: string[] = []
  // Without decoding, yauzl neither refuses nor changes odd names.
  const zip = await openPromise(zipPath, { lazyEntries: true, decodeStrings: false, autoClose: false })
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  try {
    for (let count = 0; count < zip.entryCount; count += 1) {
      const entry = await nextEntry(zip)
      const name = (entry.fileName as unknown as Buffer).toString('utf8')
      violations.push(...entryViolations(entry, name))
      const target = join(folder, ...name.split('/').filter((part) => part !== '' && part !== '.' && part !== '..'))
      if (name.endsWith('/')) mkdirSync(target, { recursive: true, mode: 0o755 })
      else write(target, await buffer(await zip.openReadStreamPromise(entry)))
    }
  } finally {
    zip.close()
  }
  return violations
}

function nextEntry(zip: Awaited<ReturnType<typeof openPromise>>): Promise<Entry> {
  return new Promise((resolve, reject) => {
    zip.once('entry', resolve)
    zip.once('error', reject)
    zip.readEntry()
  })
}

function write(target: string, content: Buffer): void {
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 })
  // In place, like the agent: a program that runs from here makes this fail with ETXTBSY.
  writeFileSync(target, content, { mode: 0o644 })
  chmodSync(target, 0o644)
}

function entryViolations(entry: Entry, name: string): string[] {
  const type = (entry.externalFileAttributes >>> 16) & 0o170000
  const found: string[] = []
  if (type === 0o120000) found.push(`package: ${name} is a symlink, which becomes a plain file`)
  if (name.startsWith('/') || name.split('/').includes('..')) found.push(`package: ${name} points out of the folder`)
  if (name.includes('\\')) found.push(`package: ${name} has a backslash in its name`)
  return found
}

/** Adds u+x to every file below `folder`, as the agent does after unpacking. */
export function makeExecutable(folder: string): void {
  for (const path of filesBelow(folder)) chmodSync(path, statSync(path).mode | 0o100)
}

/** Puts the first HandlerManifest.json found, root first, into the root without a byte order mark; its text or undefined. */
export function placeManifest(folder: string): string | undefined {
  const name = 'HandlerManifest.json'
  const found = filesBelow(folder).find((path) => path.endsWith(`/${name}`))
  if (found === undefined) return undefined
  const target = join(folder, name)
  if (found !== target) copyFileSync(found, target)
  const text = readFileSync(target, 'utf8').replace(/^\uFEFF/, '')
  writeFileSync(target, text)
  return text
}

/** Returns all regular files below `folder`, those of a folder before those of its subfolders. */
export function filesBelow(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true })
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(folder, entry.name))
  const folders = entries.filter((entry) => entry.isDirectory())
  return [...files, ...folders.flatMap((entry) => filesBelow(join(folder, entry.name)))]
}
