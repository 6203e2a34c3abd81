import { describe, expect, it } from 'vitest'
import { checkFileSystems } from '../../src/checks/file-systems.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { FileSystem } from '../../src/host.ts'
import { World } from '../world.ts'

const needed = 50_000_000
const roomy: FileSystem = { freeBytes: 10 * needed, readOnly: false }

/** What is found when these mount points differ from a roomy root; undefined: the question has no answer. */
function found(mounts: Readonly<Record<string, Partial<FileSystem> | undefined>>): Promise<Finding> {
  const { files } = new World().host()
  const fileSystem = (path: string): Promise<FileSystem | undefined> => {
    if (!Object.hasOwn(mounts, path)) return Promise.resolve(roomy)
    const mount = mounts[path]
    return Promise.resolve(mount && { ...roomy, ...mount })
  }
  return checkFileSystems({ files: { ...files, fileSystem } })
}

describe('checkFileSystems', () => {
  it.each([
    ['a roomy machine', {}],
    ['exactly what is needed', { '/': { freeBytes: needed } }],
    ['a read-only place that nothing is written to', { '/boot': { readOnly: true } }],
    ['no answer for any place', { '/': undefined, '/etc': undefined, '/usr': undefined }],
  ])('passes %s', async (_, mounts) => {
    expect(await found(mounts)).toEqual({
      check: 'file-systems',
      verdict: 'passed',
      message: 'There is room, and nothing that must be written is read-only.',
    })
  })

  it.each(['/', '/etc', '/usr', '/var', '/var/lib', '/tmp'])('blocks a read-only %s', async (path) => {
    expect(await found({ [path]: { readOnly: true } })).toEqual({
      check: 'file-systems',
      verdict: 'blocked',
      code: 'dependency.read-only',
      detail: { detail: path },
    })
  })

  it.each([
    ['/', needed - 1, '/ has 49 MB free, 50 MB are needed'],
    ['/var', 0, '/var has 0 MB free, 50 MB are needed'],
    ['/tmp', 999_999, '/tmp has 0 MB free, 50 MB are needed'],
  ])('blocks %s with %i bytes', async (path, freeBytes, detail) => {
    expect(await found({ [path]: { freeBytes } })).toEqual({
      check: 'file-systems',
      verdict: 'blocked',
      code: 'dependency.disk-full',
      detail: { detail },
    })
  })

  it('names the first place of several, and read-only before full', async () => {
    expect(await found({ '/var': { readOnly: true, freeBytes: 0 }, '/tmp': { freeBytes: 0 } })).toMatchObject({
      code: 'dependency.read-only',
      detail: { detail: '/var' },
    })
  })
})
