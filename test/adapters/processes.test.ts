import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import { baseEnvironment, systemProcesses } from '../../src/adapters/processes.ts'
import type { RunOptions } from '../../src/host.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const processes = systemProcesses()
const run = (argv: readonly string[], options: RunOptions) => processes.run(argv, options)
const timeoutMs = 10_000

describe('run', () => {
  it('answers exit code and both streams as they are', async () => {
    expect(await run(['sh', '-c', 'echo out; echo err >&2; exit 3'], { timeoutMs })).toEqual({
      exitCode: 3,
      stdout: 'out\n',
      stderr: 'err\n',
    })
  })

  it('gives the program a clean environment and nothing of ours', async () => {
    vi.stubEnv('NODE_OPTIONS', '--no-warnings')
    onTestFinished(() => void vi.unstubAllEnvs())

    const { stdout } = await run(['env'], { timeoutMs, env: { DEBIAN_FRONTEND: 'noninteractive' } })

    const given = Object.entries({ ...baseEnvironment, DEBIAN_FRONTEND: 'noninteractive' })
    expect(stdout.trimEnd().split('\n').sort()).toEqual(given.map((pair) => pair.join('=')).sort())
  })

  it('runs in the root folder with stdin closed', async () => {
    expect((await run(['pwd'], { timeoutMs })).stdout).toBe('/\n')
    expect((await run(['cat'], { timeoutMs })).exitCode).toBe(0)
  })

  it('gives the program the usual umask, and keeps its own', async () => {
    const before = process.umask(0o077)
    onTestFinished(() => void process.umask(before))

    expect((await run(['sh', '-c', 'umask'], { timeoutMs })).stdout).toBe('0022\n')
    expect(process.umask(0o077)).toBe(0o077)
  })

  it('hands over input, also to a program that does not read it', async () => {
    const input = new TextEncoder().encode('é'.repeat(100_000))

    expect((await run(['wc', '-c'], { timeoutMs, input })).stdout).toBe('200000\n')
    expect(await run(['true'], { timeoutMs, input })).toEqual({ exitCode: 0, stdout: '', stderr: '' })
  })

  it('passes arguments on as they are', async () => {
    const argv = ['printf', '%s|', 'a b', '$(id)', "'", '', '*']

    expect((await run(argv, { timeoutMs })).stdout).toBe("a b|$(id)|'||*|")
  })

  it.each([
    ['a program that does not exist', ['no-such-program'], 'ENOENT'],
    ['a file that is no program', ['/etc/passwd'], 'EACCES'],
    ['a program that is killed', ['sh', '-c', 'kill -9 $$'], 'SIGKILL'],
    ['endless output', ['yes', 'x'.repeat(1000)], 'too much output'],
  ])('answers why there is no exit code for %s', async (_, argv, problem) => {
    expect(await run(argv, { timeoutMs })).toMatchObject({ exitCode: undefined, problem })
  })

  it('stops waiting at the limit, with what was said until then, whoever holds the pipes', async () => {
    const started = performance.now()

    const result = await run(['sh', '-c', 'echo part; sleep 30 & exec sleep 30'], { timeoutMs: 1000 })

    expect(result).toEqual({ exitCode: undefined, stdout: 'part\n', stderr: '', problem: 'timed out' })
    expect(performance.now() - started).toBeLessThan(20_000)
  })

  it('does not wait for what the program left in the background', async () => {
    const started = performance.now()

    expect(await run(['sh', '-c', 'sleep 30 & echo done'], { timeoutMs })).toMatchObject({
      exitCode: 0,
      stdout: 'done\n',
    })
    expect(performance.now() - started).toBeLessThan(20_000)
  })
})

it('leaves a program that is to be spared to end by itself at the limit, in a session of its own', async () => {
  const file = `${temporaryFolder()}/session`
  const script = `sleep 1; ps -o pid=,sid= $$ >${file}.new; mv ${file}.new ${file}`

  expect(await run(['sh', '-c', script], { timeoutMs: 100, spare: true })).toMatchObject({ problem: 'timed out' })

  await expect.poll(() => existsSync(file)).toBe(true)
  const [pid, session] = readFileSync(file, 'utf8').trim().split(/ +/)
  expect(session).toBe(pid)
})

describe('detach', () => {
  it('starts a program that is not ours any more: other parent, own session, no output of ours', async () => {
    const file = `${temporaryFolder()}/pid`
    const script = `echo "$$ $MARK" > ${file}.new; mv ${file}.new ${file}; exec sleep 120`

    await processes.detach(['sh', '-c', script], { MARK: 'given' })

    await expect.poll(() => existsSync(file)).toBe(true)
    const [pid = '', mark] = readFileSync(file, 'utf8').trim().split(' ')
    onTestFinished(() => void process.kill(Number(pid), 'SIGKILL'))
    const [, , , , parent, , session] = readFileSync(`/proc/${pid}/stat`, 'utf8')
      .replace(/\(.*\)/, '() x')
      .split(' ')
    expect(mark).toBe('given')
    expect(session).toBe(pid)
    expect(Number(parent)).not.toBe(process.pid)
  })
})
