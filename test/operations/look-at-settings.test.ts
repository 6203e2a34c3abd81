import { describe, expect, it } from 'vitest'
import { lookAtSettings } from '../../src/operations/look-at-settings.ts'
import { Vm } from './vm.ts'

describe('lookAtSettings', () => {
  it('tells the log how much to tell, and the customer what was ignored', async () => {
    const context = await new Vm().settings({ logLevel: 'debug', colour: 'red' }).context('install')

    expect(await lookAtSettings(context)).toMatchObject({ logLevel: 'debug' })

    expect(context.journal.level).toBe('debug')
    expect(context.notes).toEqual([
      { name: 'settings', verdict: 'warning', message: expect.stringContaining('"colour" is not known') as string },
    ])
  })

  it('reads those of the sequence number it is called with', async () => {
    const vm = new Vm().settings({ logLevel: 'warn' }, { sequence: 1 }).settings({ logLevel: 'error' }, { sequence: 2 })

    expect(await lookAtSettings(await vm.context('enable', { sequence: 1 }))).toMatchObject({ logLevel: 'warn' })
  })
})
