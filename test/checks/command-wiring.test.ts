import { describe, expect, it } from 'vitest'
import { missingCommand } from '../../src/checks/command-wiring.ts'
import type { RunResult } from '../../src/host.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

const command = '/usr/sbin/aad_certhandler'

function missing(answer: Partial<RunResult>): Promise<string[]> {
  const world = new World().file(command, 'program', 0o755).program(command, answer)
  return missingCommand(world.host(), targetOf('debian-12'))
}

describe('missingCommand', () => {
  it.each<[string, Partial<RunResult>]>([
    ['says its version', { stdout: 'Version: 1.0.3\n' }],
    ['wants arguments', { exitCode: 1, stderr: 'usage\n' }],
    ['fails in its own way', { exitCode: 255 }],
    ['waits for something', { exitCode: undefined, problem: 'timed out' }],
  ])('is nothing when the command starts and %s', async (_, answer) => {
    expect(await missing(answer)).toEqual([])
  })

  it.each<[string, Partial<RunResult>, string]>([
    [
      'a library is missing (F018)',
      {
        exitCode: 127,
        stderr: 'error while loading shared libraries: libcurl.so.4: cannot open shared object file\nx\n',
      },
      'error while loading shared libraries: libcurl.so.4: cannot open shared object file',
    ],
    ['it is made for another machine', { exitCode: 126, stderr: '' }, 'it ended with 126'],
    ['its loader is missing', { exitCode: undefined, problem: 'ENOENT' }, 'ENOENT'],
    ['its file system is mounted noexec (F066)', { exitCode: undefined, problem: 'EACCES' }, 'EACCES'],
    ['it crashes', { exitCode: undefined, problem: 'SIGSEGV' }, 'SIGSEGV'],
  ])('tells that %s', async (_, answer, reason) => {
    expect(await missing(answer)).toEqual([`${command} cannot be run (${reason})`])
  })

  it('does not start what is not there or not executable', async () => {
    const world = new World()
    const target = targetOf('debian-12')

    expect(await missingCommand(world.host(), target)).toEqual([`${command} does not exist`])
    expect(await missingCommand(world.file(command, 'x', 0o644).host(), target)).toEqual([
      `${command} is not executable`,
    ])
    expect(world.calls).toEqual([])
  })

  it('tells an empty file, which a shell would run and sshd does not', async () => {
    const world = new World().file(command, '', 0o755).program(command, {})

    expect(await missingCommand(world.host(), targetOf('debian-12'))).toEqual([`${command} is empty`])
  })
})
