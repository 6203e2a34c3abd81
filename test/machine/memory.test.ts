import { describe, expect, it } from 'vitest'
import { layout } from '../../src/machine/layout.ts'
import { keepPolicy, readMemory, readVmId, writeMemory, type Memory } from '../../src/machine/memory.ts'
import { World } from '../world.ts'

const firmware = '/sys/class/dmi/id/product_uuid'
const verified = { request: 'r', fingerprint: 'f', inputs: { contents: ['/a'], folders: ['/b'], stats: ['/c'] } }

function vm(id: string): World {
  return new World().file(firmware, `${id}\n`)
}

describe('readVmId', () => {
  it.each<[string, World, string]>([
    ['the id of the firmware, in lower case', vm('AB-12').file('/etc/machine-id', 'cd34\n'), 'ab-12'],
    ['that of the system where there is no firmware', new World().file('/etc/machine-id', 'cd34\n'), 'cd34'],
    ['that of the system where the firmware says nothing', vm('').file('/etc/machine-id', 'cd34\n'), 'cd34'],
    ['nothing where there is neither', new World(), ''],
  ])('is %s', async (_, world, id) => {
    expect(await readVmId(world.host())).toBe(id)
  })

  it('is that of the system when the firmware cannot be read', async () => {
    const host = new World().file('/etc/machine-id', 'cd34').host()
    const readText = (path: string): Promise<string | undefined> =>
      path === firmware ? Promise.reject(new Error('EIO')) : host.files.readText(path)

    expect(await readVmId({ ...host, files: { ...host.files, readText } })).toBe('cd34')
  })
})

describe('readMemory', () => {
  it('gives back what this VM wrote', async () => {
    const world = vm('ab')
    const memory: Memory = { vmId: 'ab', cloud: 'AzurePublicCloud', verified }

    await writeMemory(world.host(), memory)

    expect(await readMemory(world.host())).toEqual(memory)
    expect(world.mode(layout.memory)).toBe(0o600)
  })

  it("knows nothing of another VM's memory: the disk was copied", async () => {
    const world = vm('ab')
    await writeMemory(world.host(), { vmId: 'other', cloud: 'AzurePublicCloud', verified })

    expect(await readMemory(world.host())).toEqual({ vmId: 'ab' })
  })

  it.each([undefined, '{', '{"vmId":1}', '{"vmId":"ab","verified":{}}'])(
    'is fresh when the file is %j',
    async (text) => {
      const world = vm('ab')
      if (text !== undefined) world.file(layout.memory, text)

      expect(await readMemory(world.host())).toEqual({ vmId: 'ab' })
    },
  )
})

describe('keepPolicy', () => {
  it('writes nothing for the default, and what differs from it', async () => {
    const world = vm('ab')
    const before = world.hash()

    expect(await keepPolicy(world.host(), { vmId: 'ab' }, 'wait')).toEqual({ vmId: 'ab' })
    expect(world.hash()).toBe(before)

    await keepPolicy(world.host(), { vmId: 'ab', verified }, 'terminate')
    expect(await readMemory(world.host())).toEqual({ vmId: 'ab', sessions: 'terminate', verified })
  })

  it('forgets it when the settings say the default again', async () => {
    const world = vm('ab')
    await keepPolicy(world.host(), { vmId: 'ab', verified }, 'fail')

    await keepPolicy(world.host(), await readMemory(world.host()), 'wait')

    expect(await readMemory(world.host())).toEqual({ vmId: 'ab', verified })
  })
})
