import { describe, expect, it } from 'vitest'
import { checkSshdReload, findReload } from '../../src/checks/sshd-reload.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { FileStat } from '../../src/host.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

const minute = 60_000
const start = Date.UTC(2026, 10, 22, 6)
const configuration = '/etc/ssh/sshd_config'

/** sshd, loaded at 06:00 with files of the day before; it is 06:30 now. */
function running(): World {
  const world = new World().program('/usr/sbin/sshd', { stdout: 'pidfile /run/sshd.pid\n' })
  world.time = start - 24 * 60 * minute
  world.file(configuration, 'UsePAM yes\n').file('/etc/ssh/sshd_config.d/50-cloud-init.conf', 'Port 22\n')
  world.time = start
  world.file('/run/sshd.pid', '812\n').file('/proc/812/comm', 'sshd\n')
  world.time = start + 30 * minute
  return world
}

async function check(change: (world: World) => unknown): Promise<Finding> {
  const world = running()
  change(world)
  return checkSshdReload(world.host(), targetOf('debian-12'))
}

/** A file that was written so many minutes after sshd was loaded. */
function written(world: World, path: string, minutes: number): World {
  const now = world.time
  world.time = start + minutes * minute
  world.file(path, 'x\n')
  world.time = now
  return world
}

const passed = { check: 'sshd-reload', verdict: 'passed', message: 'sshd runs with the configuration that is on disk.' }
const unknown = 'No sshd is known to run that could have an older configuration.'

describe('checkSshdReload', () => {
  it.each<[string, (world: World) => unknown]>([
    ['files that are older', () => undefined],
    [
      'a reload since, which writes the process id anew',
      (world) => {
        written(world, configuration, 5)
        written(world, '/run/sshd.pid', 6)
        world.file('/run/sshd.pid', '812\n')
      },
    ],
    ['a reload at the same moment', (world) => written(world, configuration, 0)],
    ['a file that sshd does not include', (world) => written(world, '/etc/ssh/sshd_config.d/notes.txt', 5)],
    ['a time to come', (world) => written(world, configuration, 100)],
  ])('passes %s', async (_, change) => {
    expect(await check(change)).toEqual(passed)
  })

  it.each([configuration, '/etc/ssh/sshd_config.d/50-cloud-init.conf', '/etc/ssh/sshd_config.d/new.conf'])(
    'blocks when %s is newer than what sshd has loaded',
    async (path) => {
      expect(await check((world) => written(world, path, 5))).toEqual({
        check: 'sshd-reload',
        verdict: 'blocked',
        code: 'login.not-wired',
        detail: {
          missing: `sshd (process 812) has not read ${path}, changed at 2026-11-22T06:05:00Z, since it was loaded at 2026-11-22T06:00:00Z`,
        },
        pieces: ['sshd-reload'],
      })
    },
  )

  it('looks at files that the configuration includes, and at those that they include', async () => {
    const nested = (world: World): World =>
      written(world, configuration, -1)
        .file(configuration, 'Include /etc/ssh/more/*.conf local.conf\n')
        .file('/etc/ssh/more/a.conf', 'include "/srv/deep"\n')
    const past = (change: (world: World) => unknown) => (world: World) => {
      const now = world.time
      world.time = start - minute
      nested(world)
      world.time = now
      change(world)
    }

    expect(await check(past(() => undefined))).toEqual(passed)
    for (const path of ['/etc/ssh/more/a.conf', '/etc/ssh/local.conf', '/srv/deep'])
      expect(await check(past((world) => written(world, path, 5)))).toMatchObject({ pieces: ['sshd-reload'] })
    expect(await check(past((world) => written(world, '/etc/ssh/more/a.txt', 5)))).toEqual(passed)
  })

  it('looks at the folder of fragments, from which one may have gone', async () => {
    const world = running()
    const host = world.host()
    const stat = async (path: string): Promise<FileStat | undefined> => {
      const found = await host.files.stat(path)
      if (!path.endsWith('.d') || found === undefined) return found
      return { ...found, mtimeMs: start + minute }
    }

    expect(await checkSshdReload({ ...host, files: { ...host.files, stat } }, targetOf('debian-12'))).toMatchObject({
      pieces: ['sshd-reload'],
    })
  })

  it('passes where no sshd listens itself: each connection reads what is on disk', async () => {
    const finding = await check((world) => {
      world.entries.delete('/run/sshd.pid')
      written(world, configuration, 5)
    })

    expect(finding).toEqual({ check: 'sshd-reload', verdict: 'passed', message: unknown })
  })

  it('asks sshd where it writes its process id', async () => {
    const finding = await check((world) => {
      world.program('/usr/sbin/sshd', { stdout: 'pidfile none\n' })
      written(world, configuration, 5)
    })

    expect(finding).toMatchObject({ verdict: 'passed' })
  })
})

describe('findReload', () => {
  const listening = '   0: 00000000:0016 00000000:0000 0A\n'

  it('is how to reach the sshd that listens', async () => {
    const world = running().file('/proc/net/tcp', listening)

    expect(await findReload(world.host(), targetOf('debian-12'))).toEqual({
      kind: 'possible',
      sshd: { program: '/usr/sbin/sshd', unit: 'ssh.service', pid: 812, pidFile: '/run/sshd.pid' },
    })
  })

  it('advises against one that would move it to another port', async () => {
    const world = running().file('/proc/net/tcp', listening)
    world.program('/usr/sbin/sshd', { stdout: 'port 2222\npidfile /run/sshd.pid\n' })

    expect(await findReload(world.host(), targetOf('debian-12'))).toEqual({
      kind: 'unwise',
      reason: 'it would move to port 2222, where it does not listen now',
    })
  })

  it('finds none where none runs', async () => {
    const world = running()
    world.entries.delete('/proc/812/comm')

    expect(await findReload(world.host(), targetOf('debian-12'))).toMatchObject({ kind: 'unwise' })
  })
})
