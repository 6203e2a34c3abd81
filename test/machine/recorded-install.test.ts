import { beforeEach, describe, expect, it } from 'vitest'
import { emptyLedger, readLedger } from '../../src/machine/ledger.ts'
import { installPrerequisites, installRecorded } from '../../src/machine/recorded-install.ts'
import { World } from '../world.ts'
import { dnfIn, RpmDatabase } from './simulated-rpm.ts'
import { storedLedger } from './steps-bench.ts'

const source = { url: 'https://packages.example/rhel/9/prod', suite: '', file: '/etc/yum.repos.d/own.repo', id: 'own' }
const key = 'gpg-pubkey-be1229cf-5e4e2d9c'

let world: World
let database: RpmDatabase

beforeEach(() => {
  world = new World()
  database = new RpmDatabase(world)
  database.packages.set('bash', '5-1')
})

/** What the ledger says in the moment in which a run begins. */
function ledgerAtStart(): unknown[] {
  const seen: unknown[] = []
  world.onDetach = ((launch) => (argv, env) => {
    seen.push(storedLedger(world))
    launch(argv, env)
  })(world.onDetach)
  return seen
}

/** dnf says beforehand what it would install, by the sources that it may look at. */
function foretell(answer: (everywhere: boolean) => readonly string[]): void {
  const line = (name: string): string => ` ${name}  x86_64  1-1  own  12 k\n`
  world.program('dnf', (argv) => ({ stdout: answer(!argv.includes('--disablerepo=*')).map(line).join('') }))
}

describe('installRecorded', () => {
  it('records a key that the manager came to trust with an entry of somebody else', async () => {
    database.offered.set('login', { version: '1-1', along: [key] })

    await installRecorded(dnfIn(world), [{ name: 'login' }], source)

    expect(await readLedger(world.host())).toEqual({ ...emptyLedger, packages: ['login'], dependencies: [key] })
  })

  it('has in the ledger what our own source would bring, before anything is changed', async () => {
    database.offered.set('login', { version: '1-1', along: ['liba'] })
    foretell(() => ['login', 'liba', 'bash'])
    const seen = ledgerAtStart()

    await installRecorded(dnfIn(world), [{ name: 'login' }], source)

    expect(seen).toMatchObject([{ packages: ['login'], dependencies: ['liba'] }])
  })

  it('has what other sources would bring too, before they are used', async () => {
    database.offered.set('login', { version: '1-1', along: ['libb'] })
    database.fault = {
      exit: 1,
      output: 'Error: \n Problem: conflicting requests\n  - nothing provides libb needed by login\n',
    }
    foretell((everywhere) => (everywhere ? ['login', 'libb'] : []))
    const seen = ledgerAtStart()

    await installRecorded(dnfIn(world), [{ name: 'login' }], source)

    expect(seen.at(-1)).toMatchObject({ packages: ['login'], dependencies: ['libb'] })
    expect(database.packages.has('libb')).toBe(true)
  })
})

describe('installPrerequisites', () => {
  beforeEach(() => {
    database.offered.set('gnupg', { version: '2-1', along: ['libassuan'] }).set('curl', { version: '8-1' })
  })

  it('records tools and what came with them as what goes with the rest', async () => {
    await installPrerequisites(dnfIn(world), ['gnupg', 'curl'])

    const { dependencies, packages } = await readLedger(world.host())
    expect([dependencies.toSorted(), packages]).toEqual([['curl', 'gnupg', 'libassuan'], []])
  })

  it('has the tools in the ledger before', async () => {
    const seen = ledgerAtStart()

    await installPrerequisites(dnfIn(world), ['gnupg'])

    expect(seen.at(-1)).toMatchObject({ dependencies: ['gnupg'] })
  })

  it('does not call a tool ours that was there', async () => {
    database.packages.set('curl', '8-1')

    await installPrerequisites(dnfIn(world), ['gnupg', 'curl'])

    expect((await readLedger(world.host())).dependencies).not.toContain('curl')
  })

  it('forgets a tool that could not be had', async () => {
    const output = 'Error: Unable to find a match: gnupg\n'
    database.refuse = (argv) => (argv.includes('install') ? { exit: 1, output } : undefined)

    await expect(installPrerequisites(dnfIn(world), ['gnupg'])).rejects.toMatchObject({ code: 'package.not-published' })

    expect(await readLedger(world.host())).toEqual(emptyLedger)
  })
})
