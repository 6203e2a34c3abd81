import { beforeEach, describe, expect, it } from 'vitest'
import { installed } from './installed.ts'
import { paths } from './login.ts'
import { statusOf, substatuses } from './told.ts'
import type { Vm } from './vm.ts'

const listening = '   0: 00000000:0016 00000000:0000 0A\n'
/** No shell, as otherwise here. */
const absent = { exitCode: undefined, problem: 'ENOENT' }
let vm: Vm
/** What sshd said to a signal. */
let signals: number

beforeEach(async () => {
  ;({ vm } = await installed())
  const { world } = vm
  signals = 0
  world.file('/run/sshd.pid', '812\n').file('/proc/812/comm', 'sshd\n').file('/proc/net/tcp', listening)
  world.program('sh', (argv) => {
    if (!argv.includes('812')) return absent
    signals += 1
    world.time += 40
    world.file('/run/sshd.pid', '812\n')
    return {}
  })
  expect((await vm.run('enable')).exitCode).toBe(0)
  expect(signals).toBe(0)
})

/** Somebody changes sshd's configuration and does not reload it. */
function change(): void {
  vm.world.time += 60_000
  vm.world.file(paths.sshd, `# more\n${vm.world.text(paths.sshd) ?? ''}`)
  vm.world.time += 60_000
}

describe('sshd', () => {
  it('reads its configuration anew where that is newer than what it runs with', async () => {
    change()

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(signals).toBe(1)
    expect(substatuses(statusOf(vm))).toContain('reload-sshd: success')
    expect(statusOf(vm)?.formattedMessage.message).toContain('after: reload sshd (process 812).')
  })

  it('is left alone where nothing of it changed, whatever else did', async () => {
    vm.world.time += 60_000
    vm.world.file('/etc/pam.d/sshd', '@include common-account\n# more\n')

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(signals).toBe(0)
  })

  it('is left alone where the packages have just told it to', async () => {
    change()
    vm.world.onSleep = () => vm.world.file('/run/sshd.pid', '812\n')

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(signals).toBe(0)
  })

  it('is left alone where it would move to another port, with 21 and the reason', async () => {
    change()
    vm.world.file('/proc/net/tcp', listening.replace('0016', '08AE'))

    const { exitCode, stderr } = await vm.run('enable')

    expect([exitCode, signals]).toEqual([21, 0])
    expect(stderr).toContain('not reloaded, because it would move to port 22, where it does not listen now')
    expect(stderr).toContain('sudo sshd -t && sudo systemctl reload ssh.service')
  })

  it('is told of as it is where it does not read it', async () => {
    change()
    vm.world.program('sh', (argv) => (argv.includes('812') ? {} : absent))

    const { exitCode, stderr } = await vm.run('enable')

    expect(exitCode).toBe(21)
    expect(stderr).toContain('sshd (process 812) did not read its configuration')
  })

  it('reads it after the scripts of the package have changed it', async () => {
    vm.world.time += 60_000
    vm.world.file(paths.sshd, 'UsePAM yes\n')
    vm.world.time += 60_000

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect([vm.packages.history, signals]).toEqual([['reconfigure aadsshlogin'], 1])
  })
})
