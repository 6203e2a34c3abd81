import { describe, expect, it } from 'vitest'
import { withoutNssModule } from '../../src/core/nss-text.ts'

describe('withoutNssModule', () => {
  it.each([
    ['passwd: files aad\ngroup: files\n', 'passwd: files\ngroup: files\n'],
    ['passwd:\taad files systemd\n', 'passwd: files systemd\n'],
    ['passwd: files aad [NOTFOUND=return] [UNAVAIL=continue] sss\n', 'passwd: files sss\n'],
    ['passwd: files aadx xaad\n# passwd: aad\n', 'passwd: files aadx xaad\n# passwd: aad\n'],
    ['group: files  aad\nshadow: aad\n', 'group: files\nshadow:\n'],
    ['', ''],
    ['passwd: files sss [NOTFOUND=return] aad', 'passwd: files sss [NOTFOUND=return]'],
  ])('%j', (text, expected) => {
    expect(withoutNssModule(text, 'aad')).toBe(expected)
  })
})
