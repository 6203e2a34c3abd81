import { execFileSync, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cacheRoot } from '../packages/cache.ts'
import { ended, firstLine } from './child.ts'
import { fabricExec } from './fabric.ts'
import { Machine } from './machine.ts'

describe('a bare machine', () => {
  let machine: Machine
  beforeAll(async () => {
    const files = { '/etc/lab/greeting': { content: 'hello\n', mode: 0o600 }, '/etc/lab/link': { link: 'greeting' } }
    machine = await Machine.up({ files, size: '64m' })
  })
  afterAll(() => machine.down())

  it('is Debian 12 with the agent and sshd, and without gnupg', async () => {
    const show = ['dpkg-query', '-Wf', '${binary:Package} ${db:Status-Abbrev}\n', 'waagent', 'openssh-server', 'gnupg']
    const { stdout } = await machine.run(show)

    expect(stdout).toBe('gnupg un \nopenssh-server ii \nwaagent ii \n')
    expect(await machine.read('/etc/os-release')).toContain('VERSION_ID="12"')
  })

  it('runs programs with their own environment, folder, input and exit code', async () => {
    const script = 'echo "$HOME $NAME $PWD $(cat)"; echo problem >&2; exit 7'
    const result = await machine.sh(script, { env: { NAME: 'lab', HOME: undefined }, cwd: '/etc', input: 'in' })

    expect(result).toMatchObject({ code: 7, signal: null, stdout: ' lab /etc in\n', stderr: 'problem\n' })
  })

  it('kills a program and its children at the limit', async () => {
    const result = await machine.sh('sleep 311 & sleep 311', { timeoutMs: 200 })
    const left = await machine.sh('pgrep -f "^sleep 311"')

    expect(result).toMatchObject({ code: null, signal: 'SIGKILL' })
    expect(left.code).toBe(1)
  })

  it('has the files it was given, with their modes, and leaves the folders as they were', async () => {
    const { stdout } = await machine.sh('cat /etc/lab/link; stat -c "%a %U" /etc/lab/greeting /etc')

    expect(stdout).toBe('hello\n600 root\n755 root\n')
  })

  it('writes and reads files with the folders that lead there', async () => {
    await machine.write('/srv/deep/file', 'text', 0o640)

    expect(await machine.read('/srv/deep/file')).toBe('text')
    expect((await machine.sh('stat -c %a /srv/deep/file')).stdout).toBe('640\n')
    await expect(machine.read('/srv/nothing')).rejects.toThrow('No such file')
  })

  it('runs out of space where its limit is', async () => {
    const result = await machine.sh('head -c 80m /dev/zero > /srv/big; code=$?; rm /srv/big; exit $code')

    expect(result.stderr).toContain('No space left on device')
  })

  it('can neither load modules nor set the clock', async () => {
    const { stdout } = await machine.sh('setpriv --dump | grep -o "sys_module\\|sys_time\\|sys_rawio"')

    expect(stdout).toBe('')
  })

  it('reaches the fabric and nothing else', async () => {
    const serve =
      'require("net").createServer(s => s.end("metadata")).listen(80, "169.254.169.254", () => console.log())'
    const server = fabricExec(machine.fabric!, [process.execPath, '-e', serve])
    await firstLine(server, 'server')
    const read = (address: string) => machine.sh(`bash -c 'exec 3<>/dev/tcp/${address}/80; cat <&3'`)
    const inside = await read('169.254.169.254')
    const outside = await read('192.0.2.1')
    server.kill()

    expect(inside.stdout).toBe('metadata')
    expect(outside.stderr).toContain('Network is unreachable')
  })
})

describe('the life of a machine', () => {
  it('ends with down, processes and all', async () => {
    const machine = await Machine.up()
    const sleeper = machine.spawn(['sleep', '100'])
    await machine.down()
    await ended(sleeper)

    expect(existsSync(`/proc/${machine.pid}`)).toBe(false)
    expect(existsSync(`/proc/${machine.fabric!.pid}`)).toBe(false)
  })

  it('leaves nothing on the host, not even when its runner is killed', async () => {
    const dir = mkdtempSync(join(tmpdir(), 'lab-runner-'))
    const runner = join(dir, 'runner.ts')
    const module = join(import.meta.dirname, 'machine.ts')
    writeFileSync(
      runner,
      `import { Machine } from ${JSON.stringify(module)}
       const { pid, fabric } = await Machine.up({ systemd: true })
       console.log([pid, fabric!.pid].join(' '))
       setInterval(() => undefined, 1000)`,
    )
    const child = spawn(process.execPath, [runner])
    const pids = (await firstLine(child, 'runner')).split(' ')
    const running = pids.map((pid) => existsSync(`/proc/${pid}`))
    child.kill('SIGKILL')
    await expect.poll(() => pids.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([])
    rmSync(dir, { recursive: true })

    expect(running).toEqual([true, true])
    expect(execFileSync('ip', ['-brief', 'link'], { encoding: 'utf8' })).not.toMatch(/eth0@|lab0/)
  })

  it('keeps what it wrote in a folder of the host, for the next start', async () => {
    const upper = mkdtempSync(join(cacheRoot(), 'upper-'))
    const first = await Machine.up({ upper, fabric: 'none' })
    await first.write('/etc/kept', 'yes')
    await first.down()
    const second = await Machine.up({ upper, fabric: 'none' })
    const kept = await second.read('/etc/kept')
    await second.down()
    rmSync(upper, { recursive: true })

    expect(kept).toBe('yes')
  })

  it('goes on with its fabric after a restart of the machine', async () => {
    const first = await Machine.up()
    const second = await Machine.up({ fabric: first.fabric! })
    const { stdout } = await second.sh('ip -brief address show eth0')
    await second.down()
    await first.down()

    expect(stdout).toContain('10.0.0.4/24')
  })

  it('says why it could not start', async () => {
    await expect(Machine.up({ layers: ['/nonexistent/layer'] })).rejects.toThrow(/nonexistent|special device|overlay/)
  })
})
