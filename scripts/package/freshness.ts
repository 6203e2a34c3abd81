import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { basename, dirname, join, relative } from 'node:path'
import type { PackageOptions } from './options.ts'
import { root } from './paths.ts'

/** All in the repository that decides what is in the zip, besides the options. */
const inputs = [
  ...['HandlerManifest.json', 'LICENSE', 'package-lock.json', 'scripts/handler.sh', 'scripts/package', 'src'],
  // The machine on which install is rehearsed.
  ...['simulation', 'test/operations', 'test/checks/tokens.ts', 'test/coreutils.ts', 'test/world.ts'],
]

/** A digest of what a build reads, with all beside the entry; not of the Debian libraries: a finished zip keeps its own. */
export function inputsDigest(options: PackageOptions): string {
  const digest = createHash('sha256').update(
    [
      options.version,
      process.version,
      ...options.architectures.map(({ name }) => name),
      basename(options.entry),
      '',
    ].join('\0'),
  )
  for (const path of [...inputs.map((name) => join(root, name)), options.profiles, dirname(options.entry)]) {
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
