import { describe, expect, it } from 'vitest'
import { brokenSudoers } from '../../src/checks/sudoers.ts'
import type { RunResult } from '../../src/host.ts'
import { World } from '../world.ts'

const fragment = '/etc/sudoers.d/aad_admins'

function broken(answer: Partial<RunResult> | undefined): Promise<string[]> {
  const world = new World().file(fragment, '%aad_admins ALL=(ALL) NOPASSWD:ALL')
  if (answer !== undefined) world.program('visudo', answer)
  return brokenSudoers(world.host())
}

describe('brokenSudoers', () => {
  it('asks visudo about the file of the packages alone', async () => {
    const world = new World().file(fragment, '').program('visudo', { stdout: `${fragment}: parsed OK\n` })

    expect(await brokenSudoers(world.host())).toEqual([])
    expect(world.calls).toEqual([['visudo', '-c', '-f', fragment]])
  })

  it.each<[string, Partial<RunResult>]>([
    ['what it says', { exitCode: 1, stderr: '/etc/sudoers.d/aad_admins:1:21: syntax error\nx\n   ^~~\n' }],
    ['where it says it', { exitCode: 1, stdout: '/etc/sudoers.d/aad_admins:1:21: syntax error\n' }],
  ])('tells rules that sudo does not accept, whatever the stream: %s (F052)', async (_, answer) => {
    expect(await broken(answer)).toEqual([
      `${fragment} is not valid for sudo (/etc/sudoers.d/aad_admins:1:21: syntax error)`,
    ])
  })

  it('says nothing without sudo, without rules, or when nobody can tell', async () => {
    expect(await broken(undefined)).toEqual([])
    expect(await broken({ exitCode: undefined, problem: 'timed out' })).toEqual([])
    const world = new World()
    expect(await brokenSudoers(world.host())).toEqual([])
    expect(world.calls).toEqual([])
  })
})
