import { describe, expect, it } from 'vitest'
import { libraryFolders, pamModulePlaces } from '../../src/core/library-folders.ts'

describe('the places of libraries', () => {
  it('are those of Debian, Red Hat and SUSE, each once', () => {
    expect(libraryFolders).toEqual(
      expect.arrayContaining(['/lib64', '/usr/lib64', '/usr/lib/x86_64-linux-gnu', '/lib/aarch64-linux-gnu']),
    )
    expect(new Set(libraryFolders).size).toBe(libraryFolders.length)
    expect(pamModulePlaces('pam_aad')).toContain('/usr/lib64/security/pam_aad.so')
  })
})
