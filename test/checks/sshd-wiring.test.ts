import { describe, expect, it } from 'vitest'
import { missingSshd } from '../../src/checks/sshd-wiring.ts'
import type { RunResult } from '../../src/host.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

const sshd = '/usr/sbin/sshd'
const command = '/usr/sbin/aad_certhandler'
const own = { stdout: `authorizedkeyscommand ${command} %u %k\n` }
const none = { stdout: 'authorizedkeyscommand none\n' }

function missing(entra: Partial<RunResult>, local: Partial<RunResult>): Promise<string[]> {
  const world = new World().program(sshd, (argv) => (argv.some((word) => word.includes('@')) ? entra : local))
  return missingSshd(world.host(), targetOf('debian-12'))
}

describe('missingSshd', () => {
  it.each<[string, Partial<RunResult>]>([
    ['nobody', none],
    ['somebody else', { stdout: 'authorizedkeyscommand /usr/bin/sss_ssh_authorizedkeys\n' }],
    ['what sshd does not tell', { exitCode: 255, stderr: 'no\n' }],
  ])('is nothing when Entra users have the command and local users %s', async (_, local) => {
    expect(await missing(own, local)).toEqual([])
  })

  it('tells a command that is gone after a reset of sshd_config (F042)', async () => {
    expect(await missing(none, none)).toEqual([`sshd asks none for the keys of an Entra user, not ${command}`])
  })

  it('tells a command that local users get too, because its Match line was lost (F101)', async () => {
    expect(await missing(own, own)).toEqual([
      `sshd asks ${command} for the keys of local users too; its "Match User" line is missing`,
    ])
  })

  it('tells what sshd says against its configuration', async () => {
    const stderr = '/etc/ssh/sshd_config: line 9: Bad configuration option: Bogus\n'

    expect(await missing({ exitCode: 255, stderr }, none)).toEqual([
      `sshd does not accept its configuration (${stderr.trim()})`,
    ])
  })
})
