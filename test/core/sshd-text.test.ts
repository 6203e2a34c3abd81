import { describe, expect, it } from 'vitest'
import { asksKeysCommand, withoutKeysCommand } from '../../src/core/sshd-text.ts'

const program = '/usr/sbin/aad_certhandler'
const own = [
  '',
  'Match User *@*,????????-????    # Added by aadsshlogin installer',
  '    AuthenticationMethods publickey',
  '    PubkeyAuthentication yes',
  `    AuthorizedKeysCommand ${program} %u %k`,
  '    AuthorizedKeysCommandUser root',
  '',
].join('\n')
const other = 'Match User backup\n    PasswordAuthentication no\n'

describe('withoutKeysCommand', () => {
  it.each([
    ['the block at the end goes, with the blank line before it', `UsePAM yes\n${own}`, 'UsePAM yes\n'],
    ['a block behind it stays', `UsePAM yes\n${own}${other}`, `UsePAM yes\n${other}`],
    ['a block before it stays', `UsePAM yes\n\n${other}${own}`, `UsePAM yes\n\n${other}`],
    ['a comment behind it stays', `UsePAM yes\n${own}# mine\n`, 'UsePAM yes\n# mine\n'],
    [
      'what somebody has added to it must not come to hold for everybody',
      `UsePAM yes\n${own}PasswordAuthentication no\n`,
      `UsePAM yes\n\nMatch User *@*,????????-????    # Added by aadsshlogin installer\n    AuthenticationMethods publickey\n    PubkeyAuthentication yes\nPasswordAuthentication no\n`,
    ],
    [
      'a program for everybody goes alone',
      `UsePAM yes\nAuthorizedKeysCommand "${program}" %u\nAuthorizedKeysCommandUser=root\nPort 22\n${other}`,
      `UsePAM yes\nPort 22\n${other}`,
    ],
    [
      "somebody else's program stays",
      'AuthorizedKeysCommand /usr/bin/sss_keys %u\n',
      'AuthorizedKeysCommand /usr/bin/sss_keys %u\n',
    ],
  ])('%s', (_, text, expected) => {
    expect(withoutKeysCommand(text, program)).toBe(expected)
    expect(asksKeysCommand(expected, program)).toBe(false)
  })

  it('sees the program whatever the spelling, and no other one', () => {
    expect(asksKeysCommand(`authorizedkeyscommand=${program} %u`, program)).toBe(true)
    expect(asksKeysCommand(`AuthorizedKeysCommand ${program}2 %u\n# AuthorizedKeysCommand ${program}`, program)).toBe(
      false,
    )
  })
})
