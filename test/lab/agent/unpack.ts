import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { unzip } from './unzip.ts'

/**
 * Unpacks a zip over `folder` as Python's zipfile does: modes are lost, symlinks become regular files that hold their
 * target, leading slashes and `..` are stripped, nothing that is there is removed. Returns the rules the zip breaks.
 */
export async function unpack(zipPath: string, folder: string): Promise<string[]> {
  mkdirSync(folder, { recursive: true, mode: 0o755 })
  const entries = await unzip(zipPath)
  for (const { name, content } of entries) {
    const target = join(folder, ...name.split('/').filter((part) => part !== '' && part !== '.' && part !== '..'))
    if (name.endsWith('/')) mkdirSync(target, { recursive: true, mode: 0o755 })
    else write(target, content)
  }
  return entries.flatMap(({ name, mode }) => entryViolations(name, mode))
}

function write(target: string, content: string): void {
  mkdirSync(dirname(target), { recursive: true, mode: 0o755 })
  // In place, like the agent: a program that runs from here makes this fail with ETXTBSY.
  copyFileSync(content, target)
  chmodSync(target, 0o644)
}

function entryViolations(name: string, mode: number): string[] {
  const found: string[] = []
  if ((mode & 0o170000) === 0o120000) found.push(`package: ${name} is a symlink, which becomes a plain file`)
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
