import { describe, expect, it } from 'vitest'
import { checkPackageTool, hasProgram } from '../../src/checks/package-tool.ts'
import { describeFailure } from '../../src/core/failure.ts'
import { programFolders } from '../../src/core/program-folders.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { selectProfile } from '../../src/core/profile.ts'
import type { Target } from '../../src/core/target.ts'
import { osReleaseTexts, shippedProfiles } from '../core/distro-data.ts'
import { World } from '../world.ts'

const selection = selectProfile(shippedProfiles(), parseOsRelease(osReleaseTexts().get('rocky-9.4'), 'x86_64'))
const { target } = selection as { target: Target }

function withPrograms(...names: string[]): World {
  return names.reduce((world, name) => world.file(`/usr/bin/${name}`, 'program', 0o755), new World())
}

describe('hasProgram', () => {
  it.each(programFolders)('finds a program in %s', async (folder) => {
    const host = new World().file(`${folder}/dnf`, 'program', 0o755).host()

    expect([await hasProgram(host, 'dnf'), await hasProgram(host, 'yum')]).toEqual([true, false])
  })

  it.each<[string, boolean, (world: World) => World]>([
    [
      'a link to a program',
      true,
      (world) => world.file('/opt/dnf-3', 'program', 0o755).link('/usr/bin/dnf', '/opt/dnf-3'),
    ],
    ['a link to nowhere', false, (world) => world.link('/usr/bin/dnf', '/opt/dnf-3')],
    ['a file that nobody may execute', false, (world) => world.file('/usr/bin/dnf', 'text', 0o644)],
    ['a folder', false, (world) => world.directory('/usr/bin/dnf')],
    ['a program elsewhere', false, (world) => world.file('/opt/dnf', 'program', 0o755)],
    [
      'a program behind a file that is none',
      true,
      (world) => world.file('/usr/bin/dnf', 'text', 0o644).file('/bin/dnf', 'program', 0o755),
    ],
  ])('takes %s for %s', async (_, there, prepare) => {
    expect(await hasProgram(prepare(new World()).host(), 'dnf')).toBe(there)
  })
})

describe('checkPackageTool', () => {
  it('passes where the package manager is', async () => {
    expect(await checkPackageTool(withPrograms('dnf').host(), target)).toMatchObject({ verdict: 'passed' })
  })

  it('names the package manager that is missing', async () => {
    const finding = await checkPackageTool(withPrograms('yum', 'microdnf').host(), target)

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
