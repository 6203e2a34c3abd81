import { describe, expect, it } from 'vitest'
import { isArcMachine } from '../../src/checks/arc.ts'
import { World } from '../world.ts'

describe('isArcMachine', () => {
  it('knows an Arc machine by the program of its identity service', async () => {
    expect(await isArcMachine(new World().file('/opt/azcmagent/bin/himds', '', 0o755).host())).toBe(true)
  })

  it.each<[string, World]>([
    ['nothing of Arc', new World()],
    ['a folder that an uninstalled agent left', new World().directory('/opt/azcmagent/bin')],
    ['a link that ends nowhere', new World().link('/opt/azcmagent/bin/himds', '/gone')],
  ])('takes a machine with %s for a VM', async (_, world) => {
    expect(await isArcMachine(world.host())).toBe(false)
  })
})
