import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { debianPackages, sharedLibraries, type Architecture } from './architectures.ts'
import { debFile, type DebianPackage } from './debian-packages.ts'
import { cacheFolder } from './paths.ts'

export interface SharedLibraries {
  /** File name to package name, of every library that was copied. */
  readonly owners: ReadonlyMap<string, string>
  /** Package name to the text of its copyright file. */
  readonly copyrights: ReadonlyMap<string, string>
}

/** Copies the loader and the libraries out of the packages into `folder`; throws when one is not in there. */
export function copySharedLibraries(
  architecture: Architecture,
  packages: readonly DebianPackage[],
  folder: string,
): SharedLibraries {
  const work = mkdtempSync(join(cacheFolder(), 'debs-'))
  try {
    for (const debian of packages) execFileSync('dpkg-deb', ['-x', debFile(debian), join(work, debian.name)])
    const owners = new Map<string, string>()
    for (const library of [architecture.loader, ...sharedLibraries]) {
      const { file, owner } = find(work, library)
      copyFileSync(file, join(folder, library))
      owners.set(library, owner)
    }
    return { owners, copyrights: copyrights(work) }
  } finally {
    rmSync(work, { recursive: true })
  }
}

function find(work: string, library: string): { file: string; owner: string } {
  for (const { name: owner } of debianPackages) {
    const named = readdirSync(join(work, owner), { recursive: true, withFileTypes: true }).filter(
      (entry) => entry.name === library,
    )
    // Some are links within their folder; the loader is a file and, in another folder, an absolute link to itself.
    const found = named.find((entry) => entry.isFile()) ?? named[0]
    if (found !== undefined) return { file: join(found.parentPath, found.name), owner }
  }
  throw new Error(`none of the Debian packages has ${library}`)
}

function copyrights(work: string): Map<string, string> {
  const base = readdirSync(work).find((name) => /^gcc-\d+-base$/.test(name)) ?? ''
  return new Map(
    debianPackages.map(({ name }) => {
      const owner = name === 'libc6' ? name : base
      return [name, readFileSync(join(work, owner, 'usr/share/doc', owner, 'copyright'), 'utf8')]
    }),
  )
}
