import type { Finding } from '../core/finding.ts'
import type { Host } from '../host.ts'
import { readIfAny } from './readable.ts'

const check = 'fips'

/** Whether the kernel is in FIPS mode: login by RSA certificate is allowed there, but nobody has reported on it. */
export async function checkFips(host: Pick<Host, 'files'>): Promise<Finding> {
  const mode = await readIfAny(host, '/proc/sys/crypto/fips_enabled')
  if (mode?.trim() !== '1') return { check, verdict: 'passed', message: 'FIPS mode is off.' }
  const message =
    'FIPS mode is on: sshd takes RSA (2048 bits or more) and ECDSA keys only. az ssh makes RSA keys, so login should work; test it before you rely on it.'
  return { check, verdict: 'warning', message }
}
