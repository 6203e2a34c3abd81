import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { cached, contentsOf } from './cache.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'lab-cache-'))
  vi.stubEnv('AADSSH_LAB_CACHE', root)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(root, { recursive: true })
})

const build = vi.fn((dir: string) => {
  writeFileSync(join(dir, 'file'), 'built')
})
beforeEach(() => {
  build.mockClear()
})

/** The name of the folder that these inputs have in the cache. */
async function nameOf(inputs: readonly string[]): Promise<string> {
  const dir = await cached('thing', inputs, () => undefined)
  rmSync(dir, { recursive: true })
  return basename(dir)
}

describe('cached', () => {
  it('builds once for the same inputs', async () => {
    const first = await cached('thing', ['a'], build)
    const second = await cached('thing', ['a'], build)

    expect(second).toBe(first)
    expect(build).toHaveBeenCalledTimes(1)
    expect(readFileSync(join(first, 'file'), 'utf8')).toBe('built')
  })

  it('builds again for other inputs', async () => {
    const first = await cached('thing', ['a', 'b'], build)
    const second = await cached('thing', ['ab'], build)

    expect(second).not.toBe(first)
  })

  it('keeps nothing of a build that failed', async () => {
    const failing = cached('thing', ['a'], (dir) => {
      writeFileSync(join(dir, 'half'), '')
      throw new Error('no luck')
    })

    await expect(failing).rejects.toThrow('no luck')
    expect(readdirSync(root)).toEqual([])
  })

  it('builds once for two who ask at the same time', async () => {
    const both = await Promise.all([cached('thing', ['a'], build), cached('thing', ['a'], build)])

    expect(both[0]).toBe(both[1])
    expect(build).toHaveBeenCalledTimes(1)
  })

  it('takes what a faster runner has built', async () => {
    const dir = await cached('thing', ['a'], (draft) => {
      const theirs = draft.replace(/\.\d+\.draft$/, '')
      mkdirSync(theirs)
      writeFileSync(join(theirs, 'file'), 'theirs')
    })

    expect(readFileSync(join(dir, 'file'), 'utf8')).toBe('theirs')
    expect(readdirSync(root)).toHaveLength(1)
  })

  it('waits for what another runner is making', async () => {
    const theirs = join(root, await nameOf(['a']))
    mkdirSync(`${theirs}.${process.ppid}.draft`)
    setTimeout(() => {
      renameSync(`${theirs}.${process.ppid}.draft`, theirs)
    }, 150)
    const dir = await cached('thing', ['a'], build)

    expect(dir).toBe(theirs)
    expect(build).not.toHaveBeenCalled()
  })

  it('removes the drafts of runners that are gone, not those of others', async () => {
    const gone = join(root, 'thing-0123456789abcdef.4194305.draft')
    const working = join(root, `thing-fedcba9876543210.${process.ppid}.draft`)
    for (const draft of [gone, working]) mkdirSync(draft)
    await cached('thing', ['a'], build)

    expect([existsSync(gone), existsSync(working)]).toEqual([false, true])
  })
})

describe('contentsOf', () => {
  it('changes with names, modes and contents', () => {
    const state = (name: string, content: string, mode: number) => {
      const dir = mkdtempSync(join(root, 'in-'))
      writeFileSync(join(dir, name), content, { mode })
      return contentsOf(dir).join()
    }
    const states = [state('a', 'x', 0o644), state('b', 'x', 0o644), state('a', 'y', 0o644), state('a', 'x', 0o755)]

    expect(new Set(states).size).toBe(4)
    expect(state('a', 'x', 0o644)).toBe(states[0])
  })
})
