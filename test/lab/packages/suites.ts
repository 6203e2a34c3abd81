import type { BuiltDeb } from './deb.ts'
import type { KeyName } from './keys.ts'

/** Suites of the real host, by the path of their repository. */
export const suiteOf = {
  'debian/9': 'stretch',
  'debian/10': 'buster',
  'debian/11': 'bullseye',
  'debian/12': 'bookworm',
  'debian/13': 'trixie',
  'ubuntu/16.04': 'xenial',
  'ubuntu/18.04': 'bionic',
  'ubuntu/20.04': 'focal',
  'ubuntu/22.04': 'jammy',
  'ubuntu/24.04': 'noble',
} as const

/** Suites the real host signs with its key of 2025. */
export const signedByNext: readonly string[] = ['trixie']

/**
 * The states the repository can be in; `all` is how it starts. `age`, in minutes, tells them apart: apt keeps what it has
 * when a repository is no younger.
 */
export const states = {
  '1.0.1': { holds: (built: BuiltDeb) => built.deb.version <= '1.0.1', key: undefined, age: 60 },
  '1.0.2': { holds: (built: BuiltDeb) => built.deb.version <= '1.0.2', key: undefined, age: 50 },
  all: { holds: () => true, key: undefined, age: 40 },
  empty: { holds: () => false, key: undefined, age: 30 },
  stranger: { holds: () => true, key: 'stranger', age: 20 },
  expired: { holds: () => true, key: 'expired', age: 10 },
} as const satisfies Record<string, State>

interface State {
  holds: (built: BuiltDeb) => boolean
  /** Instead of the key of the suite. */
  key: KeyName | undefined
  age: number
}

export type RepositoryState = keyof typeof states
