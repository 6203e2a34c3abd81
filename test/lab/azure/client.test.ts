import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startFabric } from './client.ts'
import { loopbackAddresses } from './loopback.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-client-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

describe('startFabric', () => {
  it('says why the fabric does not come up', async () => {
    const addresses = { ...loopbackAddresses(), wire: { host: '192.0.2.1', port: 8080 } }

    await expect(startFabric({ control: join(folder, 'control'), addresses })).rejects.toThrow('EADDRNOTAVAIL')
  })

  it('passes the errors of a call on', async () => {
    const { control, stop } = await startFabric({ control: join(folder, 'control'), addresses: loopbackAddresses() })

    const publish = control.publish({ handler: 'H', version: '1', zipPath: join(folder, 'none.zip') })

    await expect(publish).rejects.toThrow('fabric publish: ENOENT')
    await stop()
  })

  it('ends with its runner', async () => {
    const runner = spawn('sleep', ['60'])
    const config = { control: join(folder, 'control'), addresses: loopbackAddresses(), runner: runner.pid! }
    const { pid } = await startFabric(config)
    const ended = once(runner, 'close')

    runner.kill('SIGKILL')
    await ended

    await expect.poll(() => existsSync(`/proc/${pid}/exe`)).toBe(false)
  })
})
