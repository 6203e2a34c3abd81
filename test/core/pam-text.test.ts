import { describe, expect, it } from 'vitest'
import { includedBy, jumpsInto, namesModule, withoutModule } from '../../src/core/pam-text.ts'

const rules = (...lines: readonly string[]): string => `${lines.join('\n')}\n`
const neutral = 'account\t[default=ignore]\tpam_permit.so'

describe('withoutModule', () => {
  it.each<[string, string, string]>([
    [
      'the line goes',
      rules('#%PAM-1.0', 'account [default=ignore] pam_aad.so', 'account required pam_unix.so'),
      rules('#%PAM-1.0', 'account required pam_unix.so'),
    ],
    ['with a path and arguments', rules('auth sufficient /lib/security/pam_aad.so debug # aad'), ''],
    [
      'continued on the next line',
      rules('auth [success=ok \\', '  default=ignore] pam_aad.so', 'auth required pam_deny.so'),
      rules('auth required pam_deny.so'),
    ],
    [
      'one that may be missing',
      rules('-session optional pam_aad.so', 'session required pam_unix.so'),
      rules('session required pam_unix.so'),
    ],
    [
      'other modules stay',
      rules('auth required pam_aad_other.so', '# pam_aad.so', 'auth required my_pam_aad.so'),
      rules('auth required pam_aad_other.so', '# pam_aad.so', 'auth required my_pam_aad.so'),
    ],
    [
      'a line that is jumped over keeps its place, and decides nothing',
      rules(
        'account [success=2 default=ignore] pam_unix.so',
        'account [success=1 default=ignore] pam_aad.so',
        'account requisite pam_deny.so',
        'account required pam_permit.so',
      ),
      rules(
        'account [success=2 default=ignore] pam_unix.so',
        neutral,
        'account requisite pam_deny.so',
        'account required pam_permit.so',
      ),
    ],
    [
      'a jump of another group does not count, nor its own',
      rules(
        'auth [success=1 default=ignore] pam_unix.so',
        'account [success=1 default=ignore] pam_aad.so',
        'account required pam_unix.so',
      ),
      rules('auth [success=1 default=ignore] pam_unix.so', 'account required pam_unix.so'),
    ],
    [
      'nor does one that comes later',
      rules('account [default=ignore] pam_aad.so', 'account [success=1 default=ignore] pam_unix.so'),
      rules('account [success=1 default=ignore] pam_unix.so'),
    ],
  ])('%s', (_, text, expected) => {
    expect(withoutModule(text, 'pam_aad', false)).toBe(expected)
    expect(namesModule(expected, 'pam_aad')).toBe(false)
  })

  it('counts every line of a file that is jumped into', () => {
    expect(withoutModule(rules('account [default=ignore] pam_aad.so'), 'pam_aad', true)).toBe(rules(neutral))
  })
})

describe('jumpsInto', () => {
  it.each([
    [rules('account [success=3 default=ignore] pam_x.so', '@include common-account'), true],
    [rules('account [success=1 default=ignore] pam_x.so', 'account include common-account'), true],
    [rules('account required pam_x.so', '@include common-account'), false],
    [rules('@include common-account', 'account [success=3 default=ignore] pam_x.so'), false],
    [rules('account [success=3 default=ignore] pam_x.so', '@include common-auth'), false],
  ])('%j: %s', (text, expected) => {
    expect(jumpsInto(text, 'common-account')).toBe(expected)
  })
})

describe('includedBy', () => {
  it.each([
    ['@include common-auth', 'common-auth'],
    ['-auth   substack  password-auth-aad', 'password-auth-aad'],
    ['session include /etc/pam.d/postlogin', 'postlogin'],
    ['auth required pam_unix.so', ''],
    ['# @include x', ''],
  ])('%s', (line, name) => {
    expect(includedBy(line)).toBe(name)
  })
})
