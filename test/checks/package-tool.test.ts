import { describe, expect, it } from 'vitest'
import { checkPackageTool, hasProgram } from '../../src/checks/package-tool.ts'
import { describeFailure } from '../../src/core/failure.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { selectProfile } from '../../src/core/profile.ts'
import type { Target } from '../../src/core/target.ts'
import { osReleaseTexts, shippedProfiles } from '../core/distro-data.ts'
import { World } from '../world.ts'

const selection = selectProfile(shippedProfiles(), parseOsRelease(osReleaseTexts().get('rocky-9.4'), 'x86_64'))
const { target } = selection as { target: Target }

/** A shell that finds these programs; like bash it says 1 for others, where dash says 127. */
function shell(...known: string[]): World {
  return new World().program('sh', (argv) => ({ exitCode: known.includes(argv.at(-1) ?? '') ? 0 : 1 }))
}

describe('hasProgram', () => {
  it('asks the shell, which looks where programs are started from', async () => {
    const world = shell('dnf')

    expect(await hasProgram(world.host(), 'dnf')).toBe(true)
    expect(await hasProgram(world.host(), 'yum')).toBe(false)
    expect(world.calls[0]).toEqual(['sh', '-c', 'command -v -- "$0" >/dev/null', 'dnf'])
  })

  it.each([
    [127, false],
    [undefined, true],
  ])('takes the exit code %s for %s', async (exitCode, there) => {
    expect(await hasProgram(new World().program('sh', { exitCode }).host(), 'dnf')).toBe(there)
  })
})

describe('checkPackageTool', () => {
  it('passes where the package manager is', async () => {
    expect(await checkPackageTool(shell('dnf').host(), target)).toMatchObject({ verdict: 'passed' })
  })

  it('names the package manager that is missing', async () => {
    const finding = await checkPackageTool(shell('yum', 'microdnf').host(), target)

    expect(finding).toEqual({
      check: 'package-tool',
      verdict: 'blocked',
      code: 'system.no-package-manager',
      detail: { system: 'Rocky Linux 9.4 (Blue Onyx)', tool: 'dnf' },
    })
    expect(describeFailure('system.no-package-manager', { system: 'Rocky Linux 9.4', tool: 'dnf' })).toMatchObject({
      exit: 52,
      cause: 'Rocky Linux 9.4 has no dnf, the package manager that installs the login packages.',
    })
  })
})
