import { describe, expect, it } from 'vitest'
import { tidyState } from '../../src/operations/tidy.ts'
import { World } from '../world.ts'
import { MemoryJournal } from './memory-journal.ts'
import { recordedHost } from './recorded-host.ts'
import { at } from './vm.ts'

const verified = { request: 'r', fingerprint: 'f', inputs: { contents: [], folders: [], stats: [] } }

async function tidied(files: Record<string, unknown>): Promise<boolean> {
  const world = new World()
  world.file('/etc/machine-id', 'abc\n')
  world.directory(at.state)
  for (const [path, value] of Object.entries(files)) world.file(path, JSON.stringify(value))
  await tidyState(world.host())
  return !world.directories.has(at.state)
}

describe('tidyState', () => {
  it.each([
    ['nothing', {}],
    ['an empty ledger', { [at.ledger]: { files: [], packages: [], dependencies: [], profile: 'debian' } }],
    ['the memory of another VM', { [at.memory]: { vmId: 'other', verified } }],
    ['a memory without a verification', { [at.memory]: { vmId: 'abc', cloud: 'AzurePublicCloud' } }],
    ['a broken ledger', { [at.ledger]: 'x' }],
  ])('removes a state folder with %s', async (_, files) => {
    expect(await tidied(files)).toBe(true)
  })

  it.each([
    ['a file of ours', { [at.ledger]: { files: [{ path: '/x', sha256: '0' }] } }],
    ['a package of ours', { [at.ledger]: { packages: ['aadsshlogin'] } }],
    ['what came along', { [at.ledger]: { dependencies: ['libcurl4'] } }],
    ['a verification', { [at.memory]: { vmId: 'abc', verified } }],
    ['a transaction', { [`${at.transaction}/record.json`]: {} }],
  ])('keeps a state folder with %s', async (_, files) => {
    expect(await tidied(files)).toBe(false)
  })

  it('only logs its own trouble', async () => {
    const [world, journal] = [new World(), new MemoryJournal()]
    world.directory(at.state)
    const host = recordedHost(world.host(), journal, (line) => {
      if (line.startsWith('remove')) throw new Error('EBUSY')
    })

    await expect(tidyState(host)).resolves.toBeUndefined()

    expect(journal.text).toContain(`warn ${at.state} could not be tidied up`)
  })

  it('does not touch a machine without a state folder', async () => {
    const [world, told] = [new World(), [] as string[]]

    await tidyState(recordedHost(world.host(), new MemoryJournal(), (line) => void told.push(line)))

    expect(told).toEqual([])
  })
})
