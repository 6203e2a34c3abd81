import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { goldenPlans } from './golden-plans.ts'

const folder = new URL('../golden/', import.meta.url)
const plans = goldenPlans()

/** UPDATE_GOLDEN=1 writes the files anew: read the difference like code. */
if (process.env.UPDATE_GOLDEN === '1') {
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(folder)
  for (const [name, text] of plans) writeFileSync(new URL(name, folder), text)
}

describe('the plans for every profile and version', () => {
  it('are all there, and no others', () => {
    expect(readdirSync(folder).sort()).toEqual([...plans.keys()].sort())
  })

  it.each([...plans])('%s is as it was reviewed', (name, text) => {
    expect(text).toBe(readFileSync(new URL(name, folder), 'utf8'))
  })
})
