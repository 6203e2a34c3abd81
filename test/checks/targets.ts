import { parseOsRelease } from '../../src/core/os-release.ts'
import { selectProfile } from '../../src/core/profile.ts'
import type { Target } from '../../src/core/target.ts'
import { osReleaseTexts, shippedProfiles } from '../core/distro-data.ts'

/** The shipped profile resolved for a system of the os-release fixtures, e.g. debian-12. */
export function targetOf(name: string): Target {
  const system = parseOsRelease(osReleaseTexts().get(name) ?? '', 'x86_64')
  const selection = selectProfile(shippedProfiles(), system)
  if (selection.kind !== 'supported') throw new Error(`${name} is not supported`)
  return selection.target
}
