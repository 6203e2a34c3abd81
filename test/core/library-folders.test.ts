import { describe, expect, it } from 'vitest'
import { nssModulePlaces, pamModulePlaces } from '../../src/core/library-folders.ts'

describe('the places of libraries', () => {
  it('are those of Debian, Red Hat and SUSE, each once', () => {
    const places = nssModulePlaces('aad')
    expect(places).toEqual(
      expect.arrayContaining([
        '/lib64/libnss_aad.so.2',
        '/usr/lib64/libnss_aad.so.2',
        '/usr/lib/x86_64-linux-gnu/libnss_aad.so.2',
        '/lib/aarch64-linux-gnu/libnss_aad.so.2',
      ]),
    )
    expect(new Set(places).size).toBe(places.length)
    expect(pamModulePlaces('pam_aad')).toContain('/usr/lib64/security/pam_aad.so')
  })
})
