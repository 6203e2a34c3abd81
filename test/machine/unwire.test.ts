import { beforeEach, describe, expect, it } from 'vitest'
import { putBack, takeOut } from '../../src/machine/unwire.ts'
import { care } from '../core/plan-cases.ts'
import type { World } from '../world.ts'
import { account, block, rule, wiredWorld } from './wired-world.ts'

const { places } = care
const answers = '/var/cache/debconf/config.dat'
const profile = 'Name: login\nAccount:\n\t[default=ignore]\tpam_aad.so\n'

let world: World
beforeEach(() => {
  world = wiredWorld().program('pam-auth-update', {}).program('sh', {})
})

describe('takeOut', () => {
  it('asks the tool of the system first, for the profiles of the module only', async () => {
    world
      .file('/usr/share/pam-configs/aad', profile)
      .file('/usr/share/pam-configs/unix', 'Auth:\n\trequired pam_unix.so\n')
    world.program('pam-auth-update', () => {
      world.file(account, 'made anew\n').file('/var/lib/pam/seen', 'unix\n').file(answers, 'Value: unix\n')
      return {}
    })
    world.file('/var/lib/pam/seen', 'aad\nunix\n').file(answers, 'Value: aad, unix\n')

    const kept = await takeOut(world.host(), 'pam', places)
    expect(world.calls).toEqual([['pam-auth-update', '--package', '--remove', 'aad']])
    expect(world.text(account)).toBe('made anew\n')

    await putBack(world.host(), kept)
    expect([account, '/var/lib/pam/seen', answers].map((path) => world.text(path))).toEqual([
      `account required pam_unix.so\n${rule}`,
      'aad\nunix\n',
      'Value: aad, unix\n',
    ])
  })

  it('goes through the lines where the tool leaves them, and keeps mode and backups', async () => {
    world.file(`${account}.pam-old`, rule).file(`${account}.rpmsave`, rule)

    await takeOut(world.host(), 'pam', places)

    expect([world.text(account), world.mode(account)]).toEqual(['account required pam_unix.so\n', 0o640])
    expect([world.text(`${account}.pam-old`), world.text(`${account}.rpmsave`)]).toEqual([rule, rule])
    expect(world.calls).toEqual([])
  })

  it('follows links, and changes a file that two of them lead to once', async () => {
    world.file('/etc/authselect/password-auth', rule)
    for (const name of ['password-auth', 'system-auth']) {
      world.link(`/etc/pam.d/${name}`, '/etc/authselect/password-auth').file(`/etc/pam.d/${name}`, '')
    }

    await takeOut(world.host(), 'pam', places)

    expect(world.text('/etc/authselect/password-auth')).toBe('')
    expect(world.links.has('/etc/pam.d/password-auth')).toBe(true)
  })

  it('tests and reloads sshd, by the process that listens', async () => {
    world.file('/run/sshd.pid', '7\n').file('/proc/7/comm', 'sshd\n')

    await takeOut(world.host(), 'sshd', places)

    expect([world.text('/etc/ssh/sshd_config'), world.mode('/etc/ssh/sshd_config')]).toEqual(['UsePAM yes\n', 0o600])
    expect(world.calls.map((argv) => argv.join(' '))).toEqual([
      '/usr/sbin/sshd -t',
      '/usr/sbin/sshd -t',
      'sh -c kill -HUP "$1" sh 7',
    ])
  })

  it('reloads through systemd where that is in charge', async () => {
    world.directory('/run/systemd/system').program('systemctl', { stdout: 'MainPID=7\n' })

    await takeOut(world.host(), 'sshd', places)

    expect(world.calls.at(-1)).toEqual(['systemctl', 'reload', 'ssh.service'])
  })

  it('neither tests nor reloads where sshd does not know the login', async () => {
    world.file('/etc/ssh/sshd_config', 'UsePAM yes\n')

    await takeOut(world.host(), 'sshd', places)

    expect(world.calls).toEqual([])
  })

  it('does not reload a process that is not sshd, nor one that was broken before', async () => {
    world.file('/run/sshd.pid', '7\n').file('/proc/7/comm', 'nginx\n')
    await takeOut(world.host(), 'sshd', places)
    expect(world.calls.every(([name]) => name === '/usr/sbin/sshd')).toBe(true)

    world.file('/etc/ssh/sshd_config', block).program('/usr/sbin/sshd', { exitCode: 255, stderr: 'line 1: bad\n' })
    world.file('/proc/7/comm', 'sshd\n')
    await takeOut(world.host(), 'sshd', places)
    expect(world.calls.every(([name]) => name === '/usr/sbin/sshd')).toBe(true)
    expect(world.text('/etc/ssh/sshd_config')).not.toContain('aad_certhandler')
  })
})
