import { describe, expect, it } from 'vitest'
import { readSequence, sequenceNumber } from '../../src/agent/sequence.ts'
import { World } from '../world.ts'

const place = { configFolder: '/config' }

/** Settings files by name, one second apart, the last one newest. */
function settings(...names: string[]): World {
  const world = new World()
  for (const name of names) {
    world.file(`/config/${name}`, '')
    world.time += 1000
  }
  return world
}

describe('readSequence', () => {
  it('believes the agent, also when the number went down', async () => {
    const world = settings('3.settings', '7.settings')

    expect(await readSequence(world.host(), place, { env: { ConfigSequenceNumber: '0' } })).toBe(0)
    expect(await readSequence(world.host(), place, { env: { ConfigSequenceNumber: '12' } })).toBe(12)
  })

  it.each(['', ' 7', '7 ', '-1', '+1', '1.0', '1e3', '0x1', '007', 'None', '99999999999', '٧'])(
    'does not believe %j',
    async (text) => {
      const world = settings('4.settings')

      expect(await readSequence(world.host(), place, { env: { ConfigSequenceNumber: text } })).toBe(4)
    },
  )

  it('takes the newest settings file, not the highest number', async () => {
    expect(await readSequence(settings('9.settings', '2.settings').host(), place, { env: {} })).toBe(2)
  })

  it('takes the highest of equally new ones, as a number', async () => {
    const world = new World()
      .file('/config/9.settings', '')
      .file('/config/10.settings', '')
      .file('/config/1.settings', '')

    expect(await readSequence(world.host(), place, { env: {} })).toBe(10)
  })

  it('looks only at settings files', async () => {
    const world = settings('1.settings', 'x.settings', '05.settings', '8.status', 'HandlerState', '6.settings.tmp')
    world.directory('/config/9.settings').link('/config/11.settings', '/etc/passwd')

    expect(await readSequence(world.host(), place, { env: {} })).toBe(1)
  })

  it('is 0 when nobody says', async () => {
    expect(await readSequence(new World().host(), place, { env: {} })).toBe(0)
  })
})

describe('sequenceNumber', () => {
  it('reads plain non-negative numbers', () => {
    expect(['0', '1', '42', '2147483647'].map(sequenceNumber)).toEqual([0, 1, 42, 2147483647])
  })
})
