import { describe, expect, it } from 'vitest'
import { askIdentity } from '../../src/operations/ask-identity.ts'
import { Vm } from './vm.ts'

describe('askIdentity', () => {
  const silence = { kind: 'silence', reason: 'no answer within 2 s' } as const

  it.each([
    [false, 'blocked'],
    [true, 'warning'],
  ])('takes silence on a machine whose login is there (%s) as it should', async (wired, verdict) => {
    const vm = new Vm()
    vm.world.identityAnswer = () => silence

    const finding = await askIdentity(await vm.context('enable'), { waitMs: 0, wired, cloud: undefined })

    expect(finding).toMatchObject({ check: 'managed-identity', verdict })
  })

  it('never waits beyond the time of the command', async () => {
    const vm = new Vm()
    vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 })

    const look = { waitMs: 600_000, wired: false, cloud: undefined }

    expect(await askIdentity(await vm.context('uninstall'), look)).toMatchObject({
      code: 'identity.missing',
      detail: { seconds: 270 },
    })
  })
})
