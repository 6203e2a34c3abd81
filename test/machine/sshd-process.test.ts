import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { reloadSshd, sshdComplaint, tellSshd } from '../../src/machine/sshd-process.ts'
import type { RunResult } from '../../src/host.ts'
import { care } from '../core/plan-cases.ts'
import { World } from '../world.ts'

const sshd = { program: '/usr/sbin/sshd', unit: 'ssh.service', pid: 812, pidFile: '/run/sshd.pid' }
const signal = ['sh', '-c', 'kill -HUP "$1"', 'sh', '812']

/** sshd as process 812, which reads its configuration when it is told to. */
function running(test: Partial<RunResult> = {}): World {
  const world = new World().file('/run/sshd.pid', '812\n').program('/usr/sbin/sshd', test)
  const read = (): object => {
    world.time += 40
    world.file('/run/sshd.pid', '812\n')
    return {}
  }
  return world.program('sh', read).program('systemctl', (argv) => {
    if (argv[1] === 'show') return { stdout: 'MainPID=812\n' }
    return read()
  })
}

describe('reloadSshd', () => {
  it('sends a signal to its process where there is no systemd', async () => {
    const world = running()

    await reloadSshd(world.host(), sshd)

    expect(world.calls).toEqual([['/usr/sbin/sshd', '-t'], signal])
  })

  it('asks systemd where that started it', async () => {
    const world = running().directory('/run/systemd/system')

    await reloadSshd(world.host(), sshd)

    expect(world.calls.at(-1)).toEqual(['systemctl', 'reload', 'ssh.service'])
  })

  it('sends a signal to one that systemd has not started', async () => {
    const world = running().directory('/run/systemd/system')
    world.program('systemctl', { stdout: 'MainPID=0\n' })

    await reloadSshd(world.host(), sshd)

    expect(world.calls.at(-1)).toEqual(signal)
  })

  it('never touches one that would not accept its configuration', async () => {
    const world = running({ exitCode: 255, stderr: '/etc/ssh/sshd_config: line 9: Bad option\nmore\n' })

    await expect(reloadSshd(world.host(), sshd)).rejects.toMatchObject({
      code: 'login.not-wired',
      detail: { missing: 'sshd does not accept its configuration (/etc/ssh/sshd_config: line 9: Bad option)' },
    })
    expect(world.calls).toHaveLength(1)
  })

  it('waits until it has read it, and fails where it does not', async () => {
    const slow = running().program('sh', {})
    slow.onSleep = (now) => {
      if (now - Date.UTC(2026, 10, 22) > 1000) slow.file('/run/sshd.pid', '812\n')
    }
    const deaf = running().program('sh', {})

    await expect(reloadSshd(slow.host(), sshd)).resolves.toBeUndefined()
    await expect(reloadSshd(deaf.host(), sshd)).rejects.toMatchObject({
      detail: { missing: 'sshd (process 812) did not read its configuration' },
    })
    expect(deaf.sleeps).toHaveLength(limits.sshd.reloadMs / limits.sshd.pollMs)
  })

  it('fails where nobody can tell it to', async () => {
    const world = running().program('sh', { exitCode: 1, stderr: 'sh: kill: No such process\n' })

    await expect(reloadSshd(world.host(), sshd)).rejects.toMatchObject({
      detail: { missing: 'sshd could not be told to read its configuration (sh: kill: No such process)' },
    })
  })
})

describe('tellSshd', () => {
  /** What is sent to whom. */
  async function told(world: World): Promise<string[]> {
    world.program('sh', {})
    await tellSshd(world.host(), care.places)
    return world.calls.map((argv) => argv.join(' ')).filter((call) => !call.startsWith('systemctl show'))
  }
  const booted = (stdout: string): World =>
    new World().directory('/run/systemd/system').program('systemctl', (argv) => (argv[1] === 'show' ? { stdout } : {}))

  it('asks systemd where that started it, whatever a file says', async () => {
    const world = booted('MainPID=812\n').file('/run/sshd.pid', '7\n').file('/proc/7/comm', 'sshd\n')

    expect(await told(world)).toEqual(['systemctl reload ssh.service'])
  })

  it.each([
    ['there is no systemd', new World()],
    ['systemd has not started it', booted('MainPID=0\n')],
    ['systemd does not answer', booted('')],
  ])('sends a signal where %s', async (_, world) => {
    world.file('/run/sshd.pid', ' 7\n').file('/proc/7/comm', 'sshd\n')

    expect(await told(world)).toEqual(['sh -c kill -HUP "$1" sh 7'])
  })

  it.each<[string, string | undefined, string | undefined]>([
    ['none runs', undefined, undefined],
    ['the number is of another program by now', '7\n', 'nginx\n'],
    ['its process has ended', '7\n', undefined],
    ['the file holds no number', '-1\n', 'sshd\n'],
    ['it would be every process of a group', '0\n', 'sshd\n'],
  ])('sends nothing where %s', async (_, pid, comm) => {
    const world = new World()
    if (pid !== undefined) world.file('/run/sshd.pid', pid)
    if (comm !== undefined) world.file(`/proc/${(pid ?? '').trim()}/comm`, comm)

    expect(await told(world)).toEqual([])
  })

  it('takes it as it comes where nobody listens', async () => {
    const world = booted('MainPID=812\n').program('systemctl', (argv) =>
      argv[1] === 'show' ? { stdout: 'MainPID=812\n' } : { exitCode: 1 },
    )

    await expect(told(world)).resolves.toEqual(['systemctl reload ssh.service'])
    expect(world.logged.at(-1)?.fields).toEqual({ pid: 812, exitCode: 1 })
  })
})

describe('sshdComplaint', () => {
  it.each([
    [{ exitCode: 0, stderr: 'a warning\n' }, ''],
    [{ exitCode: 255, stderr: 'line 9: Bad option\nmore\n' }, 'line 9: Bad option'],
    [{ exitCode: undefined, problem: 'ENOENT' }, 'ENOENT'],
  ])('%j', async (result, expected) => {
    const world = new World().program('/usr/sbin/sshd', result)

    expect(await sshdComplaint(world.host(), '/usr/sbin/sshd')).toBe(expected)
  })
})
