import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { describe, expect, it, onTestFinished } from 'vitest'
import { lockFile } from '../../src/adapters/lock.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const env = { PATH: '/usr/bin:/bin' }
const take = (path: string, waitMs: number) => lockFile(path, waitMs, env)

/** Another Node process that takes the lock, says so, and then does what `after` says. */
async function holder(path: string, after: string) {
  const adapter = fileURLToPath(new URL('../../src/adapters/lock.ts', import.meta.url))
  const code = `import { lockFile } from ${JSON.stringify(adapter)}
    await lockFile(${JSON.stringify(path)}, 1000, ${JSON.stringify(env)})
    console.log('held')
    ${after}`
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child.stdout, 'data')
  return child
}

describe('lockFile', () => {
  it('keeps others out until it is released', async () => {
    const path = `${temporaryFolder()}/lock`
    const first = await take(path, 0)

    expect(first).toBeDefined()
    expect(await take(path, 0)).toBeUndefined()
    await first?.release()

    const second = await take(path, 0)
    expect(second).toBeDefined()
    await second?.release()
  })

  it('waits as long as it may and no longer', async () => {
    const path = `${temporaryFolder()}/lock`
    const first = await take(path, 0)
    const started = performance.now()

    expect(await take(path, 300)).toBeUndefined()

    expect(performance.now() - started).toBeGreaterThanOrEqual(290)
    await first?.release()
  })

  it('gets the lock as soon as it is released', async () => {
    const path = `${temporaryFolder()}/lock`
    const first = await take(path, 0)
    const waiting = take(path, 8000)

    await first?.release()

    const second = await waiting
    expect(second).toBeDefined()
    await second?.release()
  })

  it('is free when its holder was killed', async () => {
    const path = `${temporaryFolder()}/lock`
    const child = await holder(path, 'setInterval(() => undefined, 1000)')
    expect(await take(path, 0)).toBeUndefined()

    child.kill('SIGKILL')

    const lock = await take(path, 5000)
    expect(lock).toBeDefined()
    await lock?.release()
  })

  it('does not keep a program alive that forgot it', async () => {
    const path = `${temporaryFolder()}/lock`
    const child = await holder(path, '')

    if (child.exitCode === null) await once(child, 'exit')

    expect(child.exitCode).toBe(0)
    const lock = await take(path, 5000)
    expect(lock).toBeDefined()
    await lock?.release()
  })

  it('says why a lock cannot be had at all', async () => {
    await expect(take(`${temporaryFolder()}/none/lock`, 0)).rejects.toThrow(/flock ended with 66 .*No such file/)
    await expect(lockFile('/x', 0, { PATH: '/nowhere' })).rejects.toMatchObject({
      code: 'dependency.missing-tool',
      detail: { tool: 'flock (util-linux)' },
    })
  })
})
