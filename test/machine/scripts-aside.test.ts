import { beforeEach, describe, expect, it } from 'vitest'
import { layout } from '../../src/machine/layout.ts'
import { returnScripts, setScriptsAside } from '../../src/machine/scripts-aside.ts'
import { World } from '../world.ts'

const places = ['/var/lib/dpkg/info/{name}.prerm', '/var/lib/dpkg/info/{name}.postrm']
const prerm = '/var/lib/dpkg/info/login.prerm'
const copy = `${layout.scripts}/%var%lib%dpkg%info%login.prerm`

let world: World
beforeEach(() => {
  world = new World().file(prerm, '#!/bin/sh\nexit 1\n', 0o755).file('/var/lib/dpkg/info/login.list', '/.\n')
})

describe('setScriptsAside', () => {
  it('moves those that are there, of these packages only, with a copy for root only', async () => {
    world.file('/var/lib/dpkg/info/other.prerm', 'other', 0o755)

    await setScriptsAside(world.host(), places, ['login', 'absent'])

    expect([world.text(prerm), world.text(copy), world.mode(copy)]).toEqual([undefined, '#!/bin/sh\nexit 1\n', 0o600])
    expect(world.text('/var/lib/dpkg/info/other.prerm')).toBe('other')
    expect(world.logged.map(({ message }) => message)).toEqual([`put aside: ${prerm}`])
  })

  it('makes no folder where there is nothing to put into it', async () => {
    await setScriptsAside(world.host(), [], ['login'])
    await setScriptsAside(world.host(), places, ['absent'])

    expect(world.directories.has(layout.scripts)).toBe(false)
  })

  it('leaves a script where it is as long as there is no copy', async () => {
    world.readOnlyPaths = [layout.state]

    await expect(setScriptsAside(world.host(), places, ['login'])).rejects.toThrow('EROFS')
    expect(world.text(prerm)).toBe('#!/bin/sh\nexit 1\n')
  })
})

describe('returnScripts', () => {
  it('gives back every byte, to be run again, and keeps no copy', async () => {
    const bytes = Uint8Array.from([0x23, 0x21, 0xff, 0x00, 0x0a])
    world.file(prerm, bytes, 0o755)
    await setScriptsAside(world.host(), places, ['login'])

    await returnScripts(world.host())

    expect([world.entries.get(prerm)?.data, world.mode(prerm)]).toEqual([bytes, 0o755])
    expect(world.directories.has(layout.scripts)).toBe(false)
  })

  it('leaves a script of a package that has gone away', async () => {
    await setScriptsAside(world.host(), places, ['login'])
    world.entries.delete('/var/lib/dpkg/info/login.list')

    await returnScripts(world.host())

    expect([world.text(prerm), world.text(copy)]).toEqual([undefined, undefined])
  })

  it('does not write over the script of a package that has come anew', async () => {
    await setScriptsAside(world.host(), places, ['login'])
    world.file(prerm, 'new', 0o755)

    await returnScripts(world.host())

    expect(world.text(prerm)).toBe('new')
  })

  it('does nothing where none was put aside', async () => {
    const before = world.hash()

    await returnScripts(world.host())

    expect(world.hash()).toBe(before)
  })

  it('keeps the copy where it cannot be put back', async () => {
    await setScriptsAside(world.host(), places, ['login'])
    world.readOnlyPaths = ['/var/lib/dpkg']

    await expect(returnScripts(world.host())).rejects.toThrow('EROFS')
    expect(world.text(copy)).toBe('#!/bin/sh\nexit 1\n')
  })
})
