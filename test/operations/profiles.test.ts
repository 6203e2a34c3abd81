import { describe, expect, it } from 'vitest'
import { readProfiles } from '../../src/operations/profiles.ts'
import { World } from '../world.ts'
import { at, Vm } from './vm.ts'

describe('readProfiles', () => {
  it('reads what the package carries', async () => {
    const { profiles, keys } = await readProfiles(new Vm().world.host(), at.folder('1.0.0'))

    expect(profiles.map(({ id }) => id)).toContain('debian')
    expect(Object.keys(keys).length).toBeGreaterThan(0)
  })

  it('calls a package without them a bug', async () => {
    await expect(readProfiles(new World().host(), '/nowhere')).rejects.toMatchObject({ code: 'handler.bug' })
  })
})
