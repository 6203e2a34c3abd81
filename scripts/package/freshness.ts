import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join, relative } from 'node:path'
import type { PackageOptions } from './options.ts'
import { root } from './paths.ts'

/** All in the repository that decides what is in the zip, besides the options. */
const inputs = ['HandlerManifest.json', 'LICENSE', 'package-lock.json', 'scripts/handler.sh', 'scripts/package', 'src']

/** A digest of what a build reads; the Debian libraries are left out, as a finished zip keeps those that it has. */
export function inputsDigest(options: PackageOptions): string {
  const digest = createHash('sha256').update(
    [options.version, process.version, ...options.architectures.map(({ name }) => name), ''].join('\0'),
  )
  for (const path of [...inputs.map((name) => join(root, name)), options.profiles, options.entry]) {
    for (const file of filesIn(path)) {
      digest
        .update(`${relative(path, file)}\0`)
        .update(readFileSync(file))
        .update('\0')
    }
  }
  return digest.digest('hex')
}

function filesIn(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path]
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted()
}
