import { afterEach, describe, expect, it, vi } from 'vitest'
import { systemHost } from '../../src/adapters/system-host.ts'

describe('systemHost', () => {
  afterEach(() => vi.unstubAllEnvs())

  it('sees the files, programs and time of this machine', async () => {
    const { files, processes, clock } = systemHost()

    expect((await files.stat('/'))?.type).toBe('directory')
    expect(await processes.run(['echo', 'here'], { timeoutMs: 5000 })).toMatchObject({ exitCode: 0, stdout: 'here\n' })
    expect(Math.abs(clock.now() - Date.now())).toBeLessThan(1000)
  })

  it('answers the proxy of the environment, and undefined where there is none', () => {
    vi.stubEnv('https_proxy', 'http://proxy.test:3128')
    vi.stubEnv('no_proxy', 'near.test')
    const { environmentProxy } = systemHost()

    expect(environmentProxy('https://far.test/x')).toBe('http://proxy.test:3128')
    expect(environmentProxy('https://near.test/x')).toBeUndefined()
  })

  it('draws numbers from zero to below one', () => {
    const { random } = systemHost()

    for (const number of [random(), random()]) expect(number >= 0 && number < 1).toBe(true)
  })
})
