import { describe, expect, it } from 'vitest'
import { checkSupportedOs } from '../../src/checks/supported-os.ts'
import type { Finding } from '../../src/core/finding.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { selectProfile } from '../../src/core/profile.ts'
import { osReleaseTexts, shippedProfiles } from '../core/distro-data.ts'

const texts = osReleaseTexts()
const everything = { derivatives: true, goneRepositories: true }

function check(name: string, architecture: string, allowances?: typeof everything): Finding {
  return checkSupportedOs(selectProfile(shippedProfiles(), parseOsRelease(texts.get(name), architecture), allowances))
}

describe('checkSupportedOs', () => {
  it.each([
    ['debian-12', 'x86_64', 'passed', 'Debian GNU/Linux 12 (bookworm) on x86_64 (current).'],
    ['ubuntu-16.04', 'x86_64', 'passed', 'Ubuntu 16.04.7 LTS on x86_64 (end-of-life).'],
    [
      'debian-13',
      'aarch64',
      'warning',
      'Debian GNU/Linux 13 (trixie) on aarch64 had no login package when that was looked up (2026-01-26); it is tried anyway.',
    ],
    [
      'ubuntu-26.10',
      'x86_64',
      'warning',
      'Ubuntu 26.10 on x86_64 is newer than this extension knows; it is tried anyway.',
    ],
    [
      'linuxmint-21.3',
      'x86_64',
      'warning',
      'Linux Mint 21.3 on x86_64 is not known to this extension, it derives from Ubuntu; it is tried anyway.',
    ],
    [
      'mariner-1.0',
      'x86_64',
      'warning',
      'CBL-Mariner/Linux on x86_64 has lost its repository at Microsoft, only a mirror can serve it; it is tried anyway.',
    ],
  ])('%s on %s: %s', (name, architecture, verdict, message) => {
    expect(check(name, architecture, everything)).toEqual({ check: 'supported-os', verdict, message })
  })

  it('tells all doubts at once', () => {
    const system = parseOsRelease('ID=x\nID_LIKE=rhel\nVERSION_ID=11\nPRETTY_NAME="X 11"', 'x86_64')
    const finding = checkSupportedOs(selectProfile(shippedProfiles(), system, everything))

    expect(finding).toMatchObject({
      message:
        'X 11 on x86_64 is not known to this extension, it derives from Red Hat Enterprise Linux and is newer than this extension knows; it is tried anyway.',
    })
  })

  it.each([
    ['arch', 'x86_64', 'system.refused', { system: 'Arch Linux', reason: 'there is no login package for pacman' }],
    ['kali-rolling', 'x86_64', 'system.unknown', { system: 'Kali GNU/Linux Rolling' }],
    ['linuxmint-21.3', 'x86_64', 'system.derivative', { system: 'Linux Mint 21.3', parent: 'Ubuntu' }],
    ['mariner-1.0', 'x86_64', 'system.repository-gone', { system: 'CBL-Mariner 1.0' }],
    ['ubuntu-14.04', 'x86_64', 'system.version', { system: 'Ubuntu 14.04.6 LTS', from: '16.04' }],
    [
      'debian-9',
      'aarch64',
      'system.architecture',
      { system: 'Debian GNU/Linux 9 (stretch)', architecture: 'aarch64', supported: 'x86_64' },
    ],
  ])('%s on %s: blocked by %s', (name, architecture, code, detail) => {
    expect(check(name, architecture)).toEqual({ check: 'supported-os', verdict: 'blocked', code, detail })
  })
})
