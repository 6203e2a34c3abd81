import { describe, expect, it } from 'vitest'
import { checkSshdReload } from '../../src/checks/sshd-reload.ts'
import type { Finding } from '../../src/core/finding.ts'
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
      })
    },
  )

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
