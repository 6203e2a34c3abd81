import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { architectures, type Architecture } from './architectures.ts'
import { root } from './paths.ts'

export interface PackageOptions {
  readonly version: string
  /** Folder that gets the zip. */
  readonly out: string
  /** Folder with the distribution profiles that are shipped. */
  readonly profiles: string
  readonly entry: string
  /** Whose runtimes the zip carries. */
  readonly architectures: readonly Architecture[]
  /** Whether Debian's index is asked for newer libraries. */
  readonly refresh: boolean
}

/** The options of an ordinary build, for a caller who wants some of them otherwise. */
export function defaultOptions(): PackageOptions {
  return packageOptions([])
}

/** Reads the arguments of `npm run package`; the version stands in package.json. Throws for what it does not know. */
export function packageOptions(argv: readonly string[]): PackageOptions {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      version: { type: 'string', default: versionOfProject() },
      out: { type: 'string', default: join(root, 'dist') },
      profiles: { type: 'string', default: join(root, 'distro-profiles') },
      entry: { type: 'string', default: join(root, 'src/main.ts') },
      architecture: { type: 'string' },
      refresh: { type: 'boolean', default: false },
    },
  })
  if (!/^\d+(\.\d+){2,3}$/.test(values.version)) throw new Error(`not a version the agent can read: ${values.version}`)
  const { version, refresh } = values
  return {
    version,
    refresh,
    architectures: architecturesNamed(values.architecture),
    out: resolve(values.out),
    profiles: resolve(values.profiles),
    entry: resolve(values.entry),
  }
}

/** The architecture of this name, or all of them. Throws for one that there is no row for. */
export function architecturesNamed(name: string | undefined): readonly Architecture[] {
  if (name === undefined) return architectures
  const found = architectures.filter((architecture) => architecture.name === name)
  if (found.length > 0) return found
  throw new Error(`no such architecture: ${name} (there are: ${architectures.map((row) => row.name).join(', ')})`)
}

/** The version in package.json, the only place where it stands. */
export function versionOfProject(): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string }
  return version
}
