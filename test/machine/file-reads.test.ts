import { describe, expect, it } from 'vitest'
import { noteReads } from '../../src/machine/file-reads.ts'
import { World } from '../world.ts'

describe('noteReads', () => {
  it('notes what is looked at, by the way in which it counts', async () => {
    const { host, inputs } = noteReads(new World().file('/a', 'text').link('/l', '/a').directory('/d').host())
    const { files } = host

    expect(await files.readText('/a')).toBe('text')
    expect(await files.readBytes('/absent')).toBeUndefined()
    expect(await files.list('/d')).toEqual([])
    expect((await files.stat('/s')) === undefined).toBe(true)
    expect(await files.resolve('/l')).toBe('/a')
    await files.readText('/a')

    expect(inputs()).toEqual({ contents: ['/a', '/absent'], folders: ['/d'], stats: ['/s', '/l', '/a'] })
  })

  it('leaves the rest of the host as it is', async () => {
    const world = new World().directory('/d')
    const own = world.host()
    const { host, inputs } = noteReads(own)
    await host.files.writeAtomic('/d/x', 'text', 0o600)

    expect(host.processes).toBe(own.processes)
    expect(world.text('/d/x')).toBe('text')
    expect(inputs()).toEqual({ contents: [], folders: [], stats: [] })
  })
})
