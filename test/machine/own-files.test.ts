import { beforeEach, describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/digest.ts'
import type { Host } from '../../src/host.ts'
import { amendLedger, emptyLedger, readLedger, withFile } from '../../src/machine/ledger.ts'
import { readAltered, readKept, readLost, removeOwn, restoreOwn, writeOwn } from '../../src/machine/own-files.ts'
import { World } from '../world.ts'

const key = '/usr/share/keyrings/own.gpg'
const entry = '/etc/apt/sources.list.d/own.list'

let world: World
let host: Host

beforeEach(() => {
  world = new World().directory('/usr').directory('/etc/apt/sources.list.d')
  world.program('rmdir', ([, folder = '']) => {
    if ([...world.entries.keys(), ...world.directories].some((path) => path.startsWith(`${folder}/`)))
      return { exitCode: 1, stderr: `rmdir: failed to remove '${folder}': Directory not empty` }
    world.directories.delete(folder)
    return { exitCode: 0 }
  })
  host = world.host()
})

const bytes = (text: string) => new TextEncoder().encode(text)
const write = (path: string, text: string) => writeOwn(host, path, bytes(text))
const listed = async () => (await readLedger(host)).files.map(({ path }) => path)

describe('writeOwn', () => {
  it('makes the folders that are missing, for everybody to enter', async () => {
    await write(key, 'key')

    expect(world.text(key)).toBe('key')
    expect(await readLedger(host)).toEqual({
      ...emptyLedger,
      files: [{ path: key, sha256: await sha256('key') }],
      folders: ['/usr/share', '/usr/share/keyrings'],
    })
  })

  it('has them in the ledger before it makes them', async () => {
    world.readOnlyPaths = ['/usr']

    await expect(write(key, 'key')).rejects.toThrow('EROFS')

    expect((await readLedger(host)).folders).toEqual(['/usr/share', '/usr/share/keyrings'])
  })

  it('does not call a folder ours that was there, or that a link leads to', async () => {
    world.directory('/opt/keyrings').link('/usr/share/keyrings', '/opt/keyrings')

    await write(entry, 'deb x')
      .then(() => write(key, 'key'))
      .catch(() => undefined)

    expect((await readLedger(host)).folders).toEqual([])
  })

  it('puts what is made anew last: an entry is to go before the keyring that was made before it', async () => {
    await write(entry, 'deb x')
    await write(key, 'key')
    await write(entry, 'deb x')

    expect(await listed()).toEqual([key, entry])
  })

  it.each([
    ['what stands there', () => undefined, {}],
    [
      'what somebody else has put there',
      () => world.file(entry, 'deb other'),
      { [entry]: expect.any(String) as string },
    ],
  ])('that fails leaves %s as it was', async (_, change, altered) => {
    await write(entry, 'deb x')
    change()
    world.readOnlyPaths = ['/etc/apt']

    await expect(write(entry, 'deb y')).rejects.toThrow('EROFS')

    expect(await readAltered(host, [entry])).toEqual(altered)
  })

  it('knows a file by its new content alone once that is written', async () => {
    await write(entry, 'deb x')
    await write(entry, 'deb y')
    world.file(entry, 'deb x')

    expect(await readAltered(host, [entry])).toEqual({ [entry]: await sha256('deb y') })
  })
})

describe('restoreOwn', () => {
  it('records what it is told of a file that somebody had changed', async () => {
    await restoreOwn(host, entry, bytes('theirs'), 'sha of ours')

    expect((await readLedger(host)).files).toEqual([{ path: entry, sha256: 'sha of ours' }])
  })

  it('leaves the file at its place', async () => {
    await write(key, 'key')
    await write(entry, 'deb x')
    await restoreOwn(host, key, bytes('old key'))

    expect(await listed()).toEqual([key, entry])
  })
})

describe('removeOwn', () => {
  it('takes away the folders that were made for it, and forgets them', async () => {
    await write(key, 'key')

    await removeOwn(host, key)

    expect([...world.directories].filter((path) => path.startsWith('/usr'))).toEqual(['/usr'])
    expect(await readLedger(host)).toEqual(emptyLedger)
  })

  it('keeps them as long as another file of ours stands there', async () => {
    await write(key, 'key')
    await write('/usr/share/other', 'x')

    await removeOwn(host, key)

    expect(world.directories.has('/usr/share')).toBe(true)
    expect(world.directories.has('/usr/share/keyrings')).toBe(false)
    expect((await readLedger(host)).folders).toEqual(['/usr/share'])
  })

  it('leaves them to whoever has put something there, and forgets them', async () => {
    await write(key, 'key')
    world.file('/usr/share/keyrings/other.gpg', 'theirs')

    await removeOwn(host, key)

    expect(world.text('/usr/share/keyrings/other.gpg')).toBe('theirs')
    expect(await readLedger(host)).toEqual(emptyLedger)
  })

  it('asks nobody to remove a folder that it did not make', async () => {
    await write(entry, 'deb x')

    await removeOwn(host, entry)

    expect(world.calls).toEqual([])
  })
})

describe('readAltered', () => {
  it.each<[string, () => Promise<unknown>, Record<string, string>]>([
    ['a file as we wrote it', () => write(entry, 'deb x'), {}],
    ['a file that is gone', () => amendLedger(host, (ledger) => withFile(ledger, { path: entry, sha256: 'sha' })), {}],
    [
      'a file of ours that somebody has emptied',
      async () => {
        await amendLedger(host, (ledger) => withFile(ledger, { path: entry, sha256: 'sha' }))
        world.file(entry, '')
      },
      { [entry]: 'sha' },
    ],
    ['a file that the ledger does not know', async () => world.file(entry, 'deb x'), { [entry]: '' }],
  ])('knows %s', async (_, prepare, expected) => {
    await prepare()

    expect(await readAltered(host, [key, entry])).toEqual(expected)
  })
})

describe('readKept', () => {
  beforeEach(async () => {
    await write(key, 'key')
    await write(entry, `deb [signed-by=${key}] x\n`)
  })

  it('is nothing where all is as it was made', async () => {
    expect(await readKept(host)).toEqual([])
  })

  it('is a file that was changed, and the one that it names', async () => {
    world.file(entry, `deb [signed-by=${key}] y\n`)

    expect(await readKept(host)).toEqual([key, entry])
  })

  it('is a file that was changed alone where it names no other', async () => {
    world.file(entry, 'deb y\n')

    expect(await readKept(host)).toEqual([entry])
  })
})

describe('readLost', () => {
  it('names files that the ledger lists and that are gone', async () => {
    await write(key, 'key')
    await write(entry, 'entry')
    world.entries.delete(entry)

    expect(await readLost(host, [key, entry, '/etc/never'])).toEqual([entry])
  })
})
