import type { Source, Step } from '../../src/core/plan.ts'
import { readLedger, type Ledger } from '../../src/machine/ledger.ts'
import { layout } from '../../src/machine/layout.ts'
import { perform } from '../../src/machine/steps.ts'
import { World } from '../world.ts'
import { aptIn, Database } from './simulated-packages.ts'
import { simulateTransactions, type Scripted, type StartedTransaction } from './simulated-transactions.ts'

export const source: Source = {
  url: 'https://packages.example/debian/12/prod',
  suite: 'bookworm',
  file: '/etc/x.list',
  id: '',
}
/** The installation of the tests. */
export const install: Step = { kind: 'install-packages', packages: [{ name: 'login' }], source }

export interface Bench {
  readonly world: World
  readonly database: Database
  readonly started: StartedTransaction[]
  readonly ledger: () => Promise<Ledger>
  readonly perform: (step: Step, budgetMs?: number) => Promise<void>
}

/** A machine whose package runs do this; `foretold` is what apt-get says beforehand that it would install. */
export function bench(script: (world: World, database: Database) => Scripted, foretold: readonly string[] = []): Bench {
  const world = new World().directory('/etc')
  const database = new Database(world).set('libc6', 'ii', '2.36')
  world.program('apt-get', (argv) => ({
    stdout: argv.includes('install')
      ? foretold.map((name) => `Inst ${name} (1 x [amd64])\n`).join('')
      : argv
          .slice(argv.indexOf('purge') + 1)
          .map((name) => `Purg ${name} [1]\n`)
          .join(''),
  }))
  const started = simulateTransactions(world, () => script(world, database))
  return {
    world,
    database,
    started,
    ledger: () => readLedger(world.host()),
    perform: (step, budgetMs) => perform(aptIn(world, budgetMs), step),
  }
}

/** A run that does nothing. */
export const idle = (): Scripted => ({})

/** What the ledger on disk says in the middle of something. */
export function storedLedger(world: World): Partial<Ledger> {
  return JSON.parse(world.text(layout.ledger) ?? '{}') as Partial<Ledger>
}
