import { describe, expect, it } from 'vitest'
import { checkFips } from '../../src/checks/fips.ts'
import { World } from '../world.ts'

const file = '/proc/sys/crypto/fips_enabled'

describe('checkFips', () => {
  it.each([new World(), new World().file(file, '0\n')])('passes where it is off or unknown', async (world) => {
    expect(await checkFips(world.host())).toEqual({ check: 'fips', verdict: 'passed', message: 'FIPS mode is off.' })
  })

  it('warns where it is on', async () => {
    expect(await checkFips(new World().file(file, '1\n').host())).toEqual({
      check: 'fips',
      verdict: 'warning',
      message:
        'FIPS mode is on: sshd takes RSA (2048 bits or more) and ECDSA keys only. az ssh makes RSA keys, so login should work; test it before you rely on it.',
    })
  })
})
