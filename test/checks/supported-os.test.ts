import { describe, expect, it } from 'vitest'
import { checkSupportedOs } from '../../src/checks/supported-os.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { selectProfile } from '../../src/core/profile.ts'
import { osReleaseTexts, shippedProfiles } from '../core/distro-data.ts'

const texts = osReleaseTexts()

describe('checkSupportedOs', () => {
  it.each([
    ['debian-12', 'x86_64', 'passed', 'Debian GNU/Linux 12 (bookworm) on x86_64 (current).'],
    ['ubuntu-16.04', 'x86_64', 'passed', 'Ubuntu 16.04.7 LTS on x86_64 (end-of-life).'],
    [
      'debian-13',
      'aarch64',
      'warning',
      'Debian GNU/Linux 13 (trixie) on aarch64: the login package was not published for it on 2026-01-26; it is tried anyway.',
    ],
    [
      'ubuntu-26.10',
      'x86_64',
      'warning',
      'Ubuntu 26.10 on x86_64 is newer than this extension knows; it is tried anyway.',
    ],
  ])('%s on %s: %s', (name, architecture, verdict, message) => {
    const selection = selectProfile(shippedProfiles(), parseOsRelease(texts.get(name), architecture))

    expect(checkSupportedOs(selection)).toEqual({ check: 'supported-os', verdict, message })
  })

  it.each([
    ['arch', 'x86_64', 'system.unknown', { system: 'Arch Linux' }],
    ['ubuntu-14.04', 'x86_64', 'system.version', { system: 'Ubuntu 14.04.6 LTS', from: '16.04' }],
    [
      'debian-9',
      'aarch64',
      'system.architecture',
      { system: 'Debian GNU/Linux 9 (stretch)', architecture: 'aarch64', supported: 'x86_64' },
    ],
  ])('%s on %s: blocked by %s', (name, architecture, code, detail) => {
    const selection = selectProfile(shippedProfiles(), parseOsRelease(texts.get(name), architecture))

    expect(checkSupportedOs(selection)).toEqual({ check: 'supported-os', verdict: 'blocked', code, detail })
  })
})
