import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { limits } from '../../src/core/limits.ts'
import { layout } from '../../src/machine/layout.ts'
import { readRecord, writeRecord } from '../../src/machine/record.ts'
import { World } from '../world.ts'

const schema = z.object({ count: z.number() })
const path = `${layout.state}/x.json`

function read(world: World): Promise<{ count: number }> {
  return readRecord(world.host(), path, schema, { count: 0 })
}

describe('readRecord', () => {
  it('reads what was written', async () => {
    const world = new World()

    await writeRecord(world.host(), path, { count: 3 })

    expect(await read(world)).toEqual({ count: 3 })
    expect(world.logged).toEqual([])
  })

  it('is the fallback, without a word, when there is none', async () => {
    const world = new World()

    expect(await read(world)).toEqual({ count: 0 })
    expect(world.logged).toEqual([])
  })

  it.each([
    ['empty', ''],
    ['cut off', '{"count": 1'],
    ['no JSON', 'x'],
    ['of another form', '{"count": "1"}'],
    ['null', 'null'],
    ['huge', `{"count": 1}${' '.repeat(limits.read.stateBytes)}`],
  ])('is the fallback with a line in the log when it is %s', async (_, text) => {
    const world = new World().file(path, text)

    expect(await read(world)).toEqual({ count: 0 })
    expect(world.logged).toMatchObject([{ level: 'warn', message: `${path} is unusable and is ignored` }])
  })
})

describe('writeRecord', () => {
  it('makes folder and file for root alone', async () => {
    const world = new World()
    const modes: number[] = []
    const host = world.host()
    const makeDirectory = (folder: string, mode: number): Promise<string | undefined> => {
      modes.push(mode)
      return host.files.makeDirectory(folder, mode)
    }

    await writeRecord({ ...host, files: { ...host.files, makeDirectory } }, path, { count: 1 })

    expect(modes).toEqual([0o700])
    expect(world.mode(path)).toBe(0o600)
    expect(world.text(path)).toBe('{\n  "count": 1\n}\n')
  })
})
