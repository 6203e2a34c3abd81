import { describe, expect, it } from 'vitest'
import { layout } from '../../src/machine/layout.ts'
import {
  amendLedger,
  emptyLedger,
  isEmpty,
  readLedger,
  viewLedger,
  withFile,
  withoutFile,
  withoutPackages,
  withPackages,
} from '../../src/machine/ledger.ts'
import { World } from '../world.ts'

describe('the ledger', () => {
  it('is empty on a new machine', async () => {
    expect(await readLedger(new World().host())).toEqual(emptyLedger)
    expect(isEmpty(emptyLedger)).toBe(true)
  })

  it('keeps every change for the next command', async () => {
    const world = new World()

    await amendLedger(world.host(), (ledger) => withFile(ledger, '/k', 'aa'))
    await amendLedger(world.host(), (ledger) => withPackages(ledger, 'packages', ['login']))
    await amendLedger(world.host(), (ledger) => withPackages(ledger, 'dependencies', ['lib']))

    expect(await readLedger(world.host())).toEqual({
      files: [{ path: '/k', sha256: 'aa' }],
      packages: ['login'],
      dependencies: ['lib'],
    })
    expect(world.mode(layout.ledger)).toBe(0o600)
  })

  it('reads one of an older form, without fields that came later', async () => {
    const world = new World().file(layout.ledger, '{"packages":["login"],"unknown":1}')

    expect(await readLedger(world.host())).toEqual({ ...emptyLedger, packages: ['login'] })
  })

  it('begins anew when it is broken', async () => {
    const world = new World().file(layout.ledger, '{"packages":')

    await amendLedger(world.host(), (ledger) => withPackages(ledger, 'packages', ['login']))

    expect(await readLedger(world.host())).toEqual({ ...emptyLedger, packages: ['login'] })
  })

  it('names a file once, with its last content', () => {
    const ledger = withFile(withFile(withFile(emptyLedger, '/a', '1'), '/b', '2'), '/a', '3')

    expect(ledger.files).toEqual([
      { path: '/b', sha256: '2' },
      { path: '/a', sha256: '3' },
    ])
    expect(withoutFile(ledger, '/b').files).toEqual([{ path: '/a', sha256: '3' }])
    expect(withoutFile(ledger, '/c')).toEqual(ledger)
  })

  it('names a package once, and forgets it wherever it stands', () => {
    const twice = withPackages(withPackages(emptyLedger, 'packages', ['a', 'b']), 'packages', ['b', 'c'])
    const ledger = withPackages(twice, 'dependencies', ['d'])

    expect(ledger.packages).toEqual(['a', 'b', 'c'])
    expect(withoutPackages(ledger, ['b', 'd'])).toEqual({ ...emptyLedger, packages: ['a', 'c'] })
  })

  it('is empty only without files, packages and dependencies; the profile counts for nothing', () => {
    expect(isEmpty({ ...emptyLedger, profile: 'debian' })).toBe(true)
    expect(isEmpty(withFile(emptyLedger, '/a', '1'))).toBe(false)
    expect(isEmpty(withPackages(emptyLedger, 'packages', ['a']))).toBe(false)
    expect(isEmpty(withPackages(emptyLedger, 'dependencies', ['a']))).toBe(false)
  })

  it('shows the planner paths and names only', () => {
    const ledger = withPackages(withFile({ ...emptyLedger, profile: 'debian' }, '/a', '1'), 'packages', ['p'])

    expect(viewLedger(ledger)).toEqual({ files: ['/a'], packages: ['p'], dependencies: [] })
  })
})
