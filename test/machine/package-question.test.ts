import { expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import type { RunOptions } from '../../src/host.ts'
import { askPackages } from '../../src/machine/package-question.ts'
import { World } from '../world.ts'

it('answers what was said, and spares whoever says nothing in time', async () => {
  const { processes } = new World().program('rpm', { stdout: 'a\n' }).host()
  const given: RunOptions[] = []
  const run: typeof processes.run = (argv, options) => {
    given.push(options)
    return processes.run(argv, options)
  }

  expect(await askPackages({ processes: { ...processes, run } }, ['rpm', '-qa'])).toMatchObject({ stdout: 'a\n' })
  expect(given).toEqual([{ timeoutMs: limits.query.timeoutMs, env: {}, spare: true }])
})
