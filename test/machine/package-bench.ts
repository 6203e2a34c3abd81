import type { Source } from '../../src/core/plan.ts'
import { World } from '../world.ts'
import { Database } from './simulated-packages.ts'
import { simulateTransactions, type Scripted, type StartedTransaction } from './simulated-transactions.ts'

/** The repository of the tests. */
export const source: Source = {
  url: 'https://packages.example/debian/12/prod',
  suite: 'bookworm',
  id: '',
  file: '/etc/apt/x.list',
}
export const login = [{ name: 'login' }]

/** What a run is for, by the program and verb in it. */
function verb({ argv }: Pick<StartedTransaction, 'argv'>): string {
  if (argv[0] === 'dpkg') return 'repair'
  const word = ['update', 'install', 'remove', 'purge'].find((name) => argv.includes(name)) ?? '?'
  return word === 'update' && !argv.some((word) => word.includes('sourcelist')) ? 'update-all' : word
}

export interface Bench {
  readonly world: World
  readonly database: Database
  readonly started: StartedTransaction[]
  readonly verbs: () => string[]
}

/** A world in which runs give these results in turn, the last one again and again. */
export function bench(...scripts: Scripted[]): Bench {
  const world = new World()
  const started = simulateTransactions(world, (_, count) => scripts[Math.min(count, scripts.length) - 1] ?? {})
  return { world, database: new Database(world), started, verbs: () => started.map(verb) }
}

/** A refresh that was answered so. */
export function answer(text: string): string {
  return `Err:1 ${source.url} bookworm InRelease\n  ${text}\nE: Failed to fetch ${source.url}/dists/bookworm/InRelease  ${text}\n`
}

export const unavailable = answer('503  Service Unavailable')
export const throttled = answer('429  Too Many Requests')
export const interrupted =
  "E: dpkg was interrupted, you must manually run 'dpkg --configure -a' to correct the problem.\n"
export const unmet =
  'The following packages have unmet dependencies:\n login : Depends: libx but it is not installable\n'
export const locked = 'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 9 (apt)\n'
