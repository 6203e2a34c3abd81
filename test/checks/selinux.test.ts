import { describe, expect, it } from 'vitest'
import { checkSelinux, verifySelinuxModule } from '../../src/checks/selinux.ts'
import type { PackageState } from '../../src/core/facts.ts'
import type { RunResult } from '../../src/host.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

const target = targetOf('rhel-9.6')
const verification = 'selinux-module'
const installed: PackageState = { status: 'installed', version: '1', held: false, residual: false }
const policy = { 'selinux-policy-targeted': installed }
const all = { packages: { ...policy, 'aadsshlogin-selinux': installed } }

function mode(text: string): World {
  return new World().file('/sys/fs/selinux/enforce', text).file('/etc/selinux/config', '# x\nSELINUXTYPE=targeted\n')
}

function passed(message: string, check = 'selinux'): unknown {
  return { check, verdict: 'passed', message }
}

function warning(message: string, check = 'selinux'): unknown {
  return { check, verdict: 'warning', message }
}

describe('checkSelinux', () => {
  it.each([
    ['off', new World()],
    ['permissive', mode('0')],
  ])('passes where it is %s', async (word, world) => {
    expect(await checkSelinux(world.host(), target, { packages: {} })).toEqual(passed(`SELinux is ${word}.`))
  })

  it('passes where it is enforcing and the packages have a module for its policy', async () => {
    expect(await checkSelinux(mode('1').host(), target, { packages: policy })).toEqual(
      passed('SELinux is enforcing (policy targeted); aadsshlogin-selinux allows the login.'),
    )
  })

  it('warns where it is enforcing and they have none (F069)', async () => {
    const message =
      'SELinux is enforcing (policy mls), but selinux-policy-targeted is not installed, so aadsshlogin-selinux is not either. If logins are refused, look for "denied" in /var/log/audit/audit.log.'
    const world = mode('1').file('/etc/selinux/config', 'SELINUXTYPE = mls\n')

    expect(await checkSelinux(world.host(), target, { packages: {} })).toEqual(warning(message))
  })

  it('says when the policy has no name', async () => {
    const world = new World().file('/sys/fs/selinux/enforce', '1')

    expect(await checkSelinux(world.host(), target, { packages: policy })).toMatchObject({
      message: expect.stringContaining('(policy unknown)') as string,
    })
  })
})

describe('verifySelinuxModule', () => {
  function verify(answer: Partial<RunResult>, world = mode('1')): Promise<unknown> {
    return verifySelinuxModule(world.program('semodule', answer).host(), target, all)
  }

  it.each(['aad_permissions\nabrt\n', 'abrt\t1.4.1\naad_permissions\t1.0\n'])(
    'passes a module in %j',
    async (stdout) => {
      expect(await verify({ stdout })).toEqual(
        passed('SELinux is enforcing and has the module aad_permissions.', verification),
      )
    },
  )

  it.each(['abrt\n', 'aad_permissions2\n', ''])('blocks where it is not in %j (F030)', async (stdout) => {
    expect(await verify({ stdout })).toEqual({
      check: verification,
      verdict: 'blocked',
      code: 'login.not-wired',
      detail: {
        missing:
          'the SELinux module aad_permissions of aadsshlogin-selinux is not loaded although SELinux is enforcing',
      },
      pieces: ['selinux-module'],
    })
  })

  it('warns where nobody can say', async () => {
    const unknown = 'Whether aad_permissions is loaded is unknown: semodule -l did not answer'

    expect(await verify({ exitCode: undefined, problem: 'ENOENT' })).toEqual(
      warning(`${unknown} (ENOENT).`, verification),
    )
    expect(await verify({ exitCode: 1, stderr: 'denied\n' })).toEqual(warning(`${unknown} (denied).`, verification))
  })

  it('asks only where it matters', async () => {
    const world = mode('0')

    expect(await verify({ stdout: '' }, world)).toEqual(passed('SELinux is permissive.', verification))
    expect(world.calls).toEqual([])
    expect(await verifySelinuxModule(mode('1').host(), target, { packages: policy })).toEqual(
      passed('SELinux is enforcing; aadsshlogin-selinux is not needed here.', verification),
    )
  })
})
