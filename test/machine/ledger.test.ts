import { describe, expect, it } from 'vitest'
import { layout } from '../../src/machine/layout.ts'
import {
  amendLedger,
  emptyLedger,
  isEmpty,
  isOwn,
  readLedger,
  viewLedger,
  withFile,
  withFolders,
  withKeys,
  withoutFile,
  withoutFolders,
  withoutKeys,
  withoutPackages,
  withPackages,
  type OwnFile,
} from '../../src/machine/ledger.ts'
import { World } from '../world.ts'

const own = (path: string, sha256: string): OwnFile => ({ path, sha256 })

describe('the ledger', () => {
  it('is empty on a new machine', async () => {
    expect(await readLedger(new World().host())).toEqual(emptyLedger)
    expect(isEmpty(emptyLedger)).toBe(true)
  })

  it('keeps every change for the next command', async () => {
    const world = new World()

    await amendLedger(world.host(), (ledger) => withFile(ledger, own('/k', 'aa')))
    await amendLedger(world.host(), (ledger) => withPackages(ledger, 'packages', ['login']))
    await amendLedger(world.host(), (ledger) => withPackages(ledger, 'dependencies', ['lib']))
    await amendLedger(world.host(), (ledger) => withFolders(withKeys(ledger, ['AA']), ['/f']))

    expect(await readLedger(world.host())).toEqual({
      files: [{ path: '/k', sha256: 'aa' }],
      folders: ['/f'],
      packages: ['login'],
      dependencies: ['lib'],
      keys: ['AA'],
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

  it('names a file once, at its first place, with its last content', () => {
    const ledger = [own('/a', '1'), own('/b', '2'), own('/a', '3')].reduce(withFile, emptyLedger)

    expect(ledger.files).toEqual([
      { path: '/a', sha256: '3' },
      { path: '/b', sha256: '2' },
    ])
    expect(withoutFile(ledger, '/b').files).toEqual([{ path: '/a', sha256: '3' }])
    expect(withoutFile(ledger, '/c')).toEqual(ledger)
  })

  it.each([
    ['new', true],
    ['old', true],
    ['other', false],
  ])('calls content "%s" of a file that is being replaced ours: %s', (found, expected) => {
    expect(isOwn({ ...own('/a', 'new'), before: 'old' }, found)).toBe(expected)
  })

  it('names a package once, and forgets it wherever it stands', () => {
    const twice = withPackages(withPackages(emptyLedger, 'packages', ['a', 'b']), 'packages', ['b', 'c'])
    const ledger = withPackages(twice, 'dependencies', ['d'])

    expect(ledger.packages).toEqual(['a', 'b', 'c'])
    expect(withPackages(withoutPackages(ledger, ['a']), 'packages', ['a'])).toEqual(ledger)
    expect(withoutPackages(ledger, ['b', 'd'])).toEqual({ ...emptyLedger, packages: ['a', 'c'] })
  })

  it('names a folder and a key once', () => {
    const ledger = withKeys(withFolders(withFolders(emptyLedger, ['/a']), ['/a', '/a/b']), ['AA', 'BB', 'AA'])

    expect(ledger).toEqual({ ...emptyLedger, folders: ['/a', '/a/b'], keys: ['AA', 'BB'] })
    expect(withoutKeys(withoutFolders(ledger, ['/a/b', '/c']), ['AA', 'CC'])).toEqual({
      ...emptyLedger,
      folders: ['/a'],
      keys: ['BB'],
    })
  })

  it('is empty only with nothing in it that was added; profile and manager count for nothing', () => {
    expect(isEmpty({ ...emptyLedger, profile: 'debian', manager: 'apt-get' })).toBe(true)
    expect(isEmpty(withFolders(emptyLedger, ['/a']))).toBe(false)
    expect(isEmpty(withKeys(emptyLedger, ['AA']))).toBe(false)
    expect(isEmpty(withFile(emptyLedger, own('/a', '1')))).toBe(false)
    expect(isEmpty(withPackages(emptyLedger, 'packages', ['a']))).toBe(false)
    expect(isEmpty(withPackages(emptyLedger, 'dependencies', ['a']))).toBe(false)
  })

  it('shows the planner paths and names only', () => {
    const files = withFile({ ...emptyLedger, profile: 'debian', folders: ['/f'] }, own('/a', '1'))
    const ledger = withKeys(withPackages(files, 'packages', ['p']), ['AA'])

    expect(viewLedger(ledger)).toEqual({ files: ['/a'], packages: ['p'], dependencies: [], keys: ['AA'] })
  })
})
