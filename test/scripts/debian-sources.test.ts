import { describe, expect, it } from 'vitest'
import { debianMirrors } from '../../scripts/package/debian-sources.ts'

const usual = [
  'https://example.org/linux/debian/ bookworm stable',
  'https://example.org/node_20.x/ nodistro main',
  'http://mirror.example/debian/ bookworm-updates main',
  'http://mirror.example/debian/ bookworm contrib',
  'http://mirror.example/debian/ bookworm main',
  'http://other.example/debian-security/ bookworm-security main',
  '',
]

describe('debianMirrors', () => {
  it("finds the machine's mirrors among third-party sources", () => {
    expect(debianMirrors(usual.join('\n'))).toEqual({
      main: 'http://mirror.example/debian/',
      security: 'http://other.example/debian-security/',
    })
  })

  it('refuses a machine without security updates, whose libraries would be old', () => {
    expect(() => debianMirrors(usual.slice(0, 5).join('\n'))).toThrow('no Debian mirror with its security updates')
  })

  it('refuses a machine that is not Debian', () => {
    expect(() => debianMirrors('http://example.org/ubuntu/ noble main')).toThrow('no Debian mirror')
  })
})
