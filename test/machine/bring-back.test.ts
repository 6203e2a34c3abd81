import { describe, expect, it } from 'vitest'
import { bringBack } from '../../src/machine/bring-back.ts'
import { layout } from '../../src/machine/layout.ts'
import { bench, source, type Bench } from './package-bench.ts'
import { aptIn } from './simulated-packages.ts'

const wanted = [
  { name: 'aadlogin', version: '1.0.1' },
  { name: 'libnss-aad', version: '1.0.1' },
]

/** A machine without the two, on which an installation brings both. */
function emptied(): Bench {
  const made = bench({
    effect: () => {
      for (const { name, version } of wanted) made.database.set(name, 'ii', version)
    },
  })
  return made
}

describe('bringBack', () => {
  it('installs them in the version they had, and the ledger knows nothing of them', async () => {
    const { world, started } = emptied()

    await bringBack(aptIn(world), wanted, source)

    expect(started.map(({ argv }) => argv.slice(-2))).toEqual([['aadlogin=1.0.1', 'libnss-aad=1.0.1']])
    expect(world.text(layout.ledger)).toBeUndefined()
  })

  it('leaves alone what is there already', async () => {
    const { world, database, started } = emptied()
    database.set('aadlogin', 'ii', '1.0.1').set('libnss-aad', 'rc', '1.0.1')

    await bringBack(aptIn(world), wanted, source)

    expect(started.map(({ argv }) => argv.slice(-2))).toEqual([['install', 'libnss-aad=1.0.1']])
  })

  it('runs nothing where none is missing', async () => {
    const { world, database, started } = emptied()
    for (const { name, version } of wanted) database.set(name, 'ii', version)

    await bringBack(aptIn(world), wanted, source)

    expect(started).toEqual([])
  })

  it('does not take silence of the database for "missing"', async () => {
    const { world, started } = emptied()
    world.program('dpkg-query', { exitCode: 2, stderr: 'dpkg-query: error: parsing file\n' })

    await expect(bringBack(aptIn(world), wanted, source)).rejects.toMatchObject({ code: 'packages.database' })
    expect(started).toEqual([])
  })
})
