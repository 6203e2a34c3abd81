import { describe, expect, it } from 'vitest'
import { checkKnownWarnings } from '../../src/checks/known-warnings.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { selectProfile } from '../../src/core/profile.ts'
import type { Target } from '../../src/core/target.ts'
import { osReleaseTexts, shippedProfiles } from '../core/distro-data.ts'
import { World } from '../world.ts'

const mode = '/sys/fs/selinux/enforce'

function target(warnings: Target['warnings']): Target {
  const selection = selectProfile(shippedProfiles(), parseOsRelease(osReleaseTexts().get('debian-12'), 'x86_64'))
  if (selection.kind === 'unsupported') throw new Error(selection.code)
  return { ...selection.target, warnings }
}

const always = { when: 'always', message: 'One.' } as const
const enforcing = { when: 'selinux-enforcing', message: 'Two.' } as const

describe('checkKnownWarnings', () => {
  it.each([
    ['enforces', '1', ['One.', 'Two.']],
    ['enforces, with a line end', '1\n', ['One.', 'Two.']],
    ['only watches', '0', ['One.']],
    ['is not there', undefined, ['One.']],
    ['cannot be understood', '?', ['One.']],
  ])('tells what holds where SELinux %s', async (_, text, messages) => {
    const world = new World()
    if (text !== undefined) world.file(mode, text)

    const findings = await checkKnownWarnings(world.host(), target([always, enforcing]))

    expect(findings).toEqual(messages.map((message) => ({ check: 'known-warnings', verdict: 'warning', message })))
  })

  it('is quiet where nothing is known, and where the mode cannot be read', async () => {
    const { files, ...host } = new World().host()
    const broken = { ...host, files: { ...files, readText: () => Promise.reject(new Error('EIO')) } }

    expect(await checkKnownWarnings(broken, target([]))).toEqual([])
    expect(await checkKnownWarnings(broken, target([enforcing]))).toEqual([])
  })

  it.each([
    ['rhel-10.1', '1', /sshd_session_t/],
    ['rhel-10.1', '0', undefined],
    ['rhel-9.6', '0', /version 9\.6/],
    ['rhel-9.0', '1', undefined],
  ])('on %s with SELinux mode %s', async (name, text, message) => {
    const selection = selectProfile(shippedProfiles(), parseOsRelease(osReleaseTexts().get(name), 'x86_64'))
    const world = new World().file(mode, text)

    const found = await checkKnownWarnings(world.host(), (selection as { target: Target }).target)

    if (message === undefined) expect(found).toEqual([])
    else expect(found).toEqual([expect.objectContaining({ message: expect.stringMatching(message) as string })])
  })
})
