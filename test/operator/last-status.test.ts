import { describe, expect, it } from 'vitest'
import { readLastStatus } from '../../src/operator/last-status.ts'
import { World } from '../world.ts'

const folder = '/x/status'

function statusText(message: string, extra: object = {}): string {
  const status = { operation: 'Enable', status: 'success', code: 0, formattedMessage: { message }, ...extra }
  return JSON.stringify([{ version: 1, timestampUTC: '2026-11-22T00:00:00Z', status }])
}

describe('readLastStatus', () => {
  it('is the one that was written last, whatever its number', async () => {
    const world = new World().file(`${folder}/9.status`, statusText('older'))
    world.time += 1000
    world.file(`${folder}/3.status`, statusText('newer'))

    expect(await readLastStatus(world.host().files, folder)).toEqual({
      sequence: 3,
      time: '2026-11-22T00:00:00Z',
      operation: 'Enable',
      state: 'success',
      code: 0,
      message: 'newer',
    })
  })

  it('is the higher number of two that were written together', async () => {
    const world = new World().file(`${folder}/9.status`, statusText('a')).file(`${folder}/10.status`, statusText('b'))

    expect((await readLastStatus(world.host().files, folder))?.sequence).toBe(10)
  })

  it('takes what the door of the package writes, too', async () => {
    const world = new World().file(
      `${folder}/4.status`,
      '[{"version":1.0,"timestampUTC":"2026-11-22T00:00:00Z","status":{"name":"x","operation":"Enable","status":"error","code":52,"formattedMessage":{"lang":"en-US","message":"m"},"substatus":[]}}]\n',
    )

    expect(await readLastStatus(world.host().files, folder)).toMatchObject({ state: 'error', code: 52, message: 'm' })
  })

  it.each([
    ['no folder', (world: World) => world],
    ['no status', (world: World) => world.file(`${folder}/HandlerState`, 'x').file(`${folder}/4.status.tmp`, '[]')],
    ['a status of other form', (world: World) => world.file(`${folder}/4.status`, '{}')],
    ['a status cut short', (world: World) => world.file(`${folder}/4.status`, '[{"version"')],
  ])('is nothing with %s', async (_, prepare) => {
    expect(await readLastStatus(prepare(new World()).host().files, folder)).toBeNull()
  })
})
