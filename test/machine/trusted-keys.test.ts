import { beforeEach, describe, expect, it } from 'vitest'
import { grammars } from '../../src/machine/grammar.ts'
import { amendLedger, emptyLedger, readLedger, withKeys } from '../../src/machine/ledger.ts'
import { distrustKeys, readTrustedKeys, trustKeys } from '../../src/machine/trusted-keys.ts'
import { World } from '../world.ts'
import { dnfIn, RpmDatabase } from './simulated-rpm.ts'
import { storedLedger } from './steps-bench.ts'

const first = 'BC528686B50D79E339D3721CEB3E94ADBE1229CF'
const second = 'AA86F75E427A19DD33346403EE4D7792F748182B'
const path = '/etc/pki/rpm-gpg/own.asc'

let world: World
let database: RpmDatabase

beforeEach(() => {
  world = new World()
  database = new RpmDatabase(world)
})

const trust = (...pinned: string[]): Promise<void> => trustKeys(dnfIn(world), path, pinned)
const distrust = (...fingerprints: string[]): Promise<void> => distrustKeys(dnfIn(world), fingerprints)
const listed = (...keys: string[]): Promise<void> => amendLedger(world.host(), (ledger) => withKeys(ledger, keys))

describe('readTrustedKeys', () => {
  it('lists what rpm trusts, each key once', async () => {
    world.program('rpm', { stdout: 'be1229cf\nf748182b\nbe1229cf\n' })

    expect(await readTrustedKeys(world.host(), grammars.dnf)).toEqual(['BE1229CF', 'F748182B'])
  })

  it('knows the whole fingerprints of rpm 6', async () => {
    world.program('rpm', { stdout: `${first.toLowerCase()}\n` })

    expect(await readTrustedKeys(world.host(), grammars.dnf)).toEqual([first])
  })

  it('is nothing where there is none', async () => {
    world.program('rpm', { exitCode: 1, stdout: 'package gpg-pubkey is not installed\n' })

    expect(await readTrustedKeys(world.host(), grammars.dnf)).toEqual([])
  })

  it.each([
    [{ exitCode: undefined, problem: 'SIGKILL' }, 'rpm: SIGKILL'],
    [
      { exitCode: 1, stderr: 'error: cannot open Packages database in /var/lib/rpm\n' },
      'rpm: error: cannot open Packages database in /var/lib/rpm',
    ],
  ])('does not take silence for none: %j', async (answer, detail) => {
    world.program('rpm', answer)

    await expect(readTrustedKeys(world.host(), grammars.dnf)).rejects.toMatchObject({
      code: 'packages.database',
      detail: { detail },
    })
  })

  it('asks nobody where the database keeps no keys', async () => {
    expect(await readTrustedKeys(world.host(), grammars['apt-get'])).toEqual([])
    expect(world.calls).toEqual([])
  })
})

describe('trustKeys', () => {
  it('imports the file, and has the key in the ledger before', async () => {
    world.file(path, first)
    let before: unknown
    world.onDetach = ((launch) => (argv, env) => {
      before = storedLedger(world).keys
      launch(argv, env)
    })(world.onDetach)

    await trust(first)

    expect(database.started.map(({ argv }) => argv)).toEqual([['rpm', '--import', path]])
    expect([database.keys(), before]).toEqual([['BE1229CF'], [first]])
    expect((await readLedger(world.host())).keys).toEqual([first])
  })

  it('calls only the new one of two keys ours', async () => {
    world.file(path, `${first} ${second}`)
    database.trust(first)

    await trust(first, second)

    expect(database.keys()).toEqual(['BE1229CF', 'F748182B'])
    expect((await readLedger(world.host())).keys).toEqual([second])
  })

  it('does nothing where all are trusted', async () => {
    world.file(path, first)
    database.trust(first)

    await trust(first)

    expect(database.started).toEqual([])
    expect(await readLedger(world.host())).toEqual(emptyLedger)
  })

  it.each([
    ['another key', second, second],
    ['one more key than is pinned', `${first} ${second}`, `${first}, ${second}`],
    ['no key', 'text', 'no OpenPGP key'],
  ])('refuses a file that has come to hold %s', async (_, text, found) => {
    world.file(path, text)

    await expect(trust(first)).rejects.toMatchObject({
      code: 'repository.key-mismatch',
      detail: { source: path, wanted: first, found },
    })
    expect(database.started).toEqual([])
  })

  it('refuses a file that is gone', async () => {
    await expect(trust(first)).rejects.toMatchObject({ code: 'repository.key-mismatch' })
  })

  it('fails when rpm does, with the key in the ledger so that it is taken back', async () => {
    world.file(path, first)
    database.fault = { exit: 1, output: 'error: /etc/pki/rpm-gpg/own.asc: key 1 import failed.\n' }

    await expect(trust(first)).rejects.toMatchObject({ code: 'repository.key-refused' })

    expect((await readLedger(world.host())).keys).toEqual([first])
  })

  it('tries again while rpm is locked', async () => {
    world.file(path, first)
    database.fault = { exit: 1, output: "error: can't create transaction lock on /var/lib/rpm/.rpm.lock\n" }

    await trust(first)

    expect([database.started.length, database.keys()]).toEqual([2, ['BE1229CF']])
  })
})

describe('distrustKeys', () => {
  it('removes exactly the entries of our keys, and forgets them', async () => {
    database.trust(first).trust(second)
    await listed(first)

    await distrust(first)

    expect(database.started.map(({ argv }) => argv)).toEqual([['rpm', '-e', '--allmatches', 'gpg-pubkey-be1229cf']])
    expect(database.keys()).toEqual(['F748182B'])
    expect(await readLedger(world.host())).toEqual(emptyLedger)
  })

  it('never removes what was trusted before us', async () => {
    database.trust(first).trust(second)
    await listed(second)

    await distrust(first, second)

    expect(database.keys()).toEqual(['BE1229CF'])
  })

  it('forgets a key that somebody else has removed', async () => {
    await listed(first)

    await distrust(first)

    expect(database.started).toEqual([])
    expect(await readLedger(world.host())).toEqual(emptyLedger)
  })

  it('remembers a key that could not be removed', async () => {
    database.trust(first)
    await listed(first)
    database.fault = { exit: 1, output: 'error: rpmdb open failed\n' }

    await expect(distrust(first)).rejects.toMatchObject({ code: 'packages.database' })

    expect((await readLedger(world.host())).keys).toEqual([first])
  })
})
