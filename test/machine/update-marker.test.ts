import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { layout } from '../../src/machine/layout.ts'
import { clearUpdateMarker, isBeingUpdated, markUpdate } from '../../src/machine/update-marker.ts'
import { World } from '../world.ts'

const fromFolder = '/var/lib/waagent/Publisher.AADSSHLoginForLinux-1.0.0'
const update = { from: '1.0.0', to: '1.1.0', fromFolder }
const { staleMs } = limits.updateMarker

async function updating(world = new World()): Promise<World> {
  await markUpdate(world.host(), update)
  return world
}

describe('isBeingUpdated', () => {
  it.each<[string, string | undefined, boolean]>([
    ['the version that is being replaced', '1.0.0', true],
    ['the version that takes its place', '1.1.0', false],
    ['a third one', '0.9.0', false],
    ['an unknown one', undefined, false],
  ])('answers for %s', async (_, version, expected) => {
    const world = await updating()

    expect(await isBeingUpdated(world.host(), version)).toBe(expected)
  })

  it.each([
    [0, true],
    [staleMs - 1, true],
    [staleMs, false],
    [-1000, false],
  ])('%i ms after the mark: %s', async (passed, expected) => {
    const world = await updating()
    world.time += passed

    expect(await isBeingUpdated(world.host(), '1.0.0')).toBe(expected)
  })

  it.each([undefined, 'null', '{', '{"from":"1.0.0"}'])('is no when the marker is %j', async (text) => {
    const world = new World()
    if (text !== undefined) world.file(layout.updateMarker, text)

    expect(await isBeingUpdated(world.host(), '1.0.0')).toBe(false)
  })
})

describe('markUpdate', () => {
  it("leaves Microsoft's marker alone when the old handler is ours", async () => {
    const world = await updating()

    expect(world.text(layout.microsoftVersionMarker)).toBeUndefined()
    expect(world.mode(layout.updateMarker)).toBe(0o600)
  })

  it("sets Microsoft's marker when the old handler is theirs, so that its uninstall keeps the packages", async () => {
    const world = await updating(new World().directory('/var/log').file(`${fromFolder}/installer.sh`, '#!/bin/sh\n'))

    expect(world.text(layout.microsoftVersionMarker)).toBe('1.1.0\n')
    expect(await isBeingUpdated(world.host(), '1.0.0')).toBe(true)
  })
})

describe('clearUpdateMarker', () => {
  it('takes away what markUpdate left', async () => {
    const world = await updating(new World().directory('/var/log').file(`${fromFolder}/installer.sh`, ''))

    await clearUpdateMarker(world.host())

    expect(world.text(layout.updateMarker)).toBeUndefined()
    expect(world.text(layout.microsoftVersionMarker)).toBeUndefined()
  })

  it("leaves Microsoft's marker alone when we did not set it", async () => {
    const world = (await updating()).file(layout.microsoftVersionMarker, '0.1\n')

    await clearUpdateMarker(world.host())

    expect(world.text(layout.microsoftVersionMarker)).toBe('0.1\n')
  })

  it('changes nothing where there is none', async () => {
    const world = new World().file('/etc/x', '')
    const before = world.hash()

    await clearUpdateMarker(world.host())

    expect(world.hash()).toBe(before)
  })

  it('takes a broken one away, which would be complained about for ever', async () => {
    const world = new World().file(layout.updateMarker, '{')

    await clearUpdateMarker(world.host())

    expect(world.text(layout.updateMarker)).toBeUndefined()
  })
})
