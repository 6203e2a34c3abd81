import type { KeyName } from './keys.ts'

/** A package that is only there to go wrong, in the state of its name. */
export const trouble = ['unmet', 'conflicting', 'file-conflict', 'big', 'elsewhere'] as const
export type Trouble = (typeof trouble)[number]

/** The version of the login package that goes wrong so: newer than all that are good. */
export function troubleVersion(kind: Trouble, numbering: 'plain' | 'dated' = 'plain'): string {
  const number = 91 + trouble.indexOf(kind)
  return numbering === 'plain' ? `1.0.${number}` : `1.0.${number}0000001`
}

/** What decides whether a state of the repository has a package. */
export interface Place {
  /** The how manieth version of the login package it is; 1 for all other packages. */
  generation: number
  trouble?: Trouble
}

interface State {
  /** Up to which generation there are packages. */
  newest: number
  trouble?: Trouble
  /** Instead of the key of the repository; nobody: neither packages nor metadata are signed. */
  key: KeyName | 'nobody' | undefined
  /** In minutes: apt keeps what it has when a repository is no younger. */
  age: number
}

/**
 * The states that all repositories can be in; `all` is how they start. Beside all that is good, some have a newer login
 * package that needs what is nowhere (unmet), conflicts with OpenSSH's (conflicting), has a file of another package
 * (file-conflict), is 40 MB large (big), or needs what only the distribution has (elsewhere).
 */
export const states = {
  '1.0.1': { newest: 1, key: undefined, age: 60 },
  '1.0.2': { newest: 2, key: undefined, age: 50 },
  all: { newest: 3, key: undefined, age: 40 },
  unmet: { newest: 3, trouble: 'unmet', key: undefined, age: 38 },
  conflicting: { newest: 3, trouble: 'conflicting', key: undefined, age: 36 },
  'file-conflict': { newest: 3, trouble: 'file-conflict', key: undefined, age: 34 },
  big: { newest: 3, trouble: 'big', key: undefined, age: 33 },
  elsewhere: { newest: 3, trouble: 'elsewhere', key: undefined, age: 32 },
  empty: { newest: 0, key: undefined, age: 30 },
  unsigned: { newest: 3, key: 'nobody', age: 25 },
  stranger: { newest: 3, key: 'stranger', age: 20 },
  expired: { newest: 3, key: 'expired', age: 10 },
} as const satisfies Record<string, State>

export type RepositoryState = keyof typeof states

/** Every state with its name. */
export const stateList: readonly (State & { name: string })[] = Object.entries<State>(states).map(([name, state]) => ({
  name,
  ...state,
}))

/** Whether a state has a package. */
export function holds(state: State, { generation, trouble }: Place): boolean {
  return generation <= state.newest && (trouble === undefined || trouble === state.trouble)
}
