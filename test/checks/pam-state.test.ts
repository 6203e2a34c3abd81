import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { managedStacks } from '../../src/checks/pam-auth-update.ts'
import { checkPamState } from '../../src/checks/pam-state.ts'
import type { Finding } from '../../src/core/finding.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

const passed = { check: 'pam-state', verdict: 'passed', message: 'PAM can take the login module.' }

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/pam/debian-12/${name}`, import.meta.url), 'utf8')
}

function debian(): World {
  const world = new World()
    .file('/usr/sbin/pam-auth-update', '#!/usr/bin/perl\n', 0o755)
    .file('/etc/pam.d/sshd', fixture('sshd'))
  for (const stack of managedStacks)
    world
      .file(`/etc/pam.d/common-${stack}`, fixture(`common-${stack}`))
      .file(`/var/lib/pam/${stack}`, fixture(`recorded-${stack}`))
  return world
}

function redHat(): World {
  return new World()
    .file('/etc/pam.d/sshd', 'auth substack password-auth\naccount include password-auth\n')
    .file('/etc/pam.d/password-auth', 'account required pam_unix.so\n')
    .file('/etc/pam.d/system-auth', 'account required pam_unix.so\n')
}

function suse(): World {
  const world = new World().file('/etc/pam.d/sshd', 'auth include common-auth\naccount include common-account\n')
  for (const name of ['account', 'auth', 'session'])
    world
      .file(`/etc/pam.d/common-${name}-pc`, `${name} required pam_unix.so\n`)
      .link(`/etc/pam.d/common-${name}`, `/etc/pam.d/common-${name}-pc`)
  return world
}

function check(world: World, system: string): Promise<Finding> {
  return checkPamState(world.host(), targetOf(system))
}

function warning(message: string): Finding {
  return { check: 'pam-state', verdict: 'warning', message }
}

describe('checkPamState', () => {
  it.each<[string, () => World]>([
    ['debian-12', debian],
    ['ubuntu-24.04', debian],
    ['rhel-9.6', redHat],
    ['sles-15.5', suse],
  ])('passes a fresh %s, changing nothing', async (system, make) => {
    const world = make()
    const before = world.hash()

    expect(await check(world, system)).toEqual(passed)
    expect(world.hash()).toBe(before)
    expect(world.calls).toEqual([])
  })

  describe('where pam-auth-update writes', () => {
    it.each<[string, (world: World) => unknown, string]>([
      [
        'a module that somebody added to a section',
        (world) =>
          edit(world, '/etc/pam.d/common-auth', (text) => text.replace(/^auth/m, 'auth required pam_tally2.so\n$&')),
        'in /etc/pam.d/common-auth, "auth required pam_tally2.so" was written by hand',
      ],
      [
        'a stack that somebody wrote',
        (world) => world.file('/etc/pam.d/common-session', 'session required pam_unix.so\n'),
        'in /etc/pam.d/common-session, its marking comments are gone',
      ],
      [
        'a stack that is gone',
        (world) => world.entries.delete('/etc/pam.d/common-password'),
        '/etc/pam.d/common-password is missing',
      ],
      [
        'a record that is gone',
        (world) => world.entries.delete('/var/lib/pam/session-noninteractive'),
        'its record /var/lib/pam/session-noninteractive is missing',
      ],
    ])('blocks %s (F006)', async (_, change, reason) => {
      const world = debian()
      change(world)

      expect(await check(world, 'debian-12')).toEqual({
        check: 'pam-state',
        verdict: 'blocked',
        code: 'pam.locally-modified',
        detail: { reason },
      })
    })

    it('has nothing against changes where the module is already reached', async () => {
      const world = debian()
      edit(
        world,
        '/etc/pam.d/common-account',
        (text) => `account required pam_aad.so\n${text.replace(/^# here.*\n/gm, '')}`,
      )

      expect(await check(world, 'debian-12')).toEqual({
        check: 'pam-state',
        verdict: 'passed',
        message: 'PAM already has pam_aad for sshd.',
      })
    })

    it('says nothing of stacks that no such tool writes', async () => {
      const world = debian()
      world.entries.delete('/usr/sbin/pam-auth-update')
      world.entries.delete('/etc/pam.d/common-password')

      expect(await check(world, 'debian-12')).toEqual(passed)
    })
  })

  it('warns when sshd is led past the files that the packages write to (F054)', async () => {
    const world = redHat()
      .file('/etc/pam.d/sshd', 'auth include hardened-auth\n')
      .file('/etc/pam.d/hardened-auth', 'auth required pam_unix.so\n')

    expect(await check(world, 'rhel-7.9')).toEqual(
      warning(
        '/etc/pam.d/sshd includes none of /etc/pam.d/password-auth, /etc/pam.d/password-auth-aad, /etc/pam.d/system-auth, /etc/pam.d/system-auth-aad: what the packages add there does not reach sshd.',
      ),
    )
  })

  it('warns of a custom profile of authselect (F054)', async () => {
    const world = redHat().file('/etc/authselect/authselect.conf', 'custom/hardened\nwith-faillock\n')

    expect(await check(world, 'rhel-9.6')).toEqual(
      warning(
        'PAM is made by authselect from the profile "custom/hardened" of this machine; if login is not wired afterwards, add pam_aad to that profile.',
      ),
    )
    expect(await check(redHat().file('/etc/authselect/authselect.conf', 'sssd\n'), 'rhel-9.6')).toEqual(passed)
  })

  it('warns of a stack that does not show what pam-config writes', async () => {
    const world = suse()
    world.links.delete('/etc/pam.d/common-account')
    world.file('/etc/pam.d/common-account', 'account required pam_unix.so\n')

    expect(await check(world, 'sles-15.5')).toEqual(
      warning(
        '/etc/pam.d/common-account is no link to its -pc file: what pam-config writes, the login module too, has no effect there.',
      ),
    )
  })

  it('warns where sshd has no file at all', async () => {
    const world = redHat()
    world.entries.delete('/etc/pam.d/sshd')

    expect(await check(world, 'rhel-9.6')).toEqual(
      warning('/etc/pam.d/sshd is missing: PAM would refuse every login by SSH.'),
    )
  })
})

function edit(world: World, path: string, change: (text: string) => string): World {
  return world.file(path, change(world.text(path) ?? ''))
}
