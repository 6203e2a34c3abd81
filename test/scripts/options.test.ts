import { describe, expect, it } from 'vitest'
import { packageOptions, versionOfProject } from '../../scripts/package/options.ts'

describe('packageOptions', () => {
  it('takes the version from package.json', () => {
    expect(packageOptions([]).version).toBe(versionOfProject())
    expect(versionOfProject()).toMatch(/^\d+\.\d+\.\d+$/)
  })

  it('makes folders absolute', () => {
    const { version, out, profiles } = packageOptions([
      '--version',
      '1.0.1',
      '--out',
      '/tmp/x/../out',
      '--profiles',
      'p',
    ])

    expect({ version, out, profiles }).toEqual({ version: '1.0.1', out: '/tmp/out', profiles: `${process.cwd()}/p` })
  })

  it.each(['1.0', '1.0.0-beta', 'v1.0.0', '1.0.0.0.0', ''])('refuses the version "%s"', (version) => {
    expect(() => packageOptions(['--version', version])).toThrow('not a version the agent can read')
  })

  it('refuses what it does not know', () => {
    expect(() => packageOptions(['--verison', '1.0.0'])).toThrow()
  })
})
