import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSshdFragments, inclusionOf } from '../../src/checks/sshd-fragments.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

const folder = '/etc/ssh/sshd_config.d'
const include = `Include ${folder}/*.conf\n`

describe('inclusionOf', () => {
  it.each([
    [`${include}Port 22\n`, 'everywhere'],
    [`Port 22\n  include  ${folder}/*.conf`, 'everywhere'],
    ['Include sshd_config.d/*.conf\n', 'everywhere'],
    [`Include=/etc/other/*.conf "${folder}/*.conf"\n`, 'everywhere'],
    [`Match User a\n  Port 22\nMatch all\n${include}`, 'everywhere'],
    [`${include}Match User a\n${include}`, 'everywhere'],
    [`Match User a\n${include}`, 'in a match block'],
    [`# ${include}`, 'nowhere'],
    ['Include /etc/ssh/other.d/*.conf\n', 'nowhere'],
    ['IncludeX /etc/ssh/sshd_config.d/*.conf\n', 'nowhere'],
    ['', 'nowhere'],
  ] as const)('%j: %s', (text, inclusion) => {
    expect(inclusionOf(text, folder)).toBe(inclusion)
  })

  it('is everywhere with the line at the top, whatever follows', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(inclusionOf(include + text, folder)).toBe('everywhere')
      }),
    )
  })
})

describe('checkSshdFragments', () => {
  const world = (text: string): World =>
    new World()
      .file('/etc/ssh/sshd_config', text)
      .file(`${folder}/50-cloud-init.conf`, 'x\n')
      .file(`${folder}/x.txt`, '')

  function check(world: World): Promise<unknown> {
    return checkSshdFragments(world.host(), targetOf('debian-12'))
  }

  it('passes files that are read, and none', async () => {
    expect(await check(world(include))).toEqual({
      check: 'sshd-fragments',
      verdict: 'passed',
      message: `/etc/ssh/sshd_config includes 50-cloud-init.conf in ${folder}.`,
    })
    expect(await check(new World().file(`${folder}/x.txt`, ''))).toMatchObject({ message: `No files in ${folder}.` })
  })

  it('warns of files that have no effect, and of files for some users only', async () => {
    expect(await check(world('Port 22\n'))).toEqual({
      check: 'sshd-fragments',
      verdict: 'warning',
      message: `/etc/ssh/sshd_config has no Include line for ${folder}: 50-cloud-init.conf in ${folder} has no effect.`,
    })
    expect(await check(world(`Match User a\n${include}`))).toEqual({
      check: 'sshd-fragments',
      verdict: 'warning',
      message: `/etc/ssh/sshd_config includes ${folder} behind a Match line: 50-cloud-init.conf in ${folder} holds for those users only. Move the Include line to the top.`,
    })
  })
})
