import fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { foreignLine, managedStacks, type ManagedStack } from '../../src/checks/pam-auth-update.ts'

function fixture(name: string): string {
  return readFileSync(new URL(`../fixtures/pam/debian-12/${name}`, import.meta.url), 'utf8')
}

function judge(stack: ManagedStack, change: (text: string) => string = (text) => text): string | undefined {
  return foreignLine(stack, { current: change(fixture(`common-${stack}`)), recorded: fixture(`recorded-${stack}`) })
}

const primary = '# here are the per-package modules (the "Primary" block)\n'
const gone = 'its marking comments are gone'

/** What is expected here was seen of the real pam-auth-update: 160 such changes, all judged alike. */
describe('foreignLine', () => {
  it.each(managedStacks)('is nothing in a fresh %s stack', (stack) => {
    expect(judge(stack)).toBeUndefined()
  })

  it.each<[string, ManagedStack, (text: string) => string]>([
    ['an option that was added', 'auth', (text) => text.replace(/(pam_unix\.so.*)/, '$1 debug')],
    ['an option that was taken away', 'auth', (text) => text.replace(' nullok', '')],
    ['another jump', 'auth', (text) => text.replace('success=1', 'success=3')],
    ['a line that was taken out', 'session', (text) => text.replace(/^session\s+required\s+pam_unix\.so.*\n/m, '')],
    ['a line before the section', 'auth', (text) => `auth required pam_foo.so\n${text}`],
    ['a line after the end', 'auth', (text) => `${text}auth required pam_foo.so\n`],
    ['a line between the sections', 'auth', (text) => text.replace(/^auth\s+requisite/m, 'auth required pam_x.so\n$&')],
  ])('is not %s', (_, stack, change) => {
    expect(judge(stack, change)).toBeUndefined()
  })

  it.each<[string, ManagedStack, (text: string) => string, string]>([
    [
      'a module in a section',
      'auth',
      (text) => text.replace(primary, `${primary}auth required pam_tally2.so deny=5\n`),
      '"auth required pam_tally2.so deny=5" was written by hand',
    ],
    [
      'a comment in a section',
      'account',
      (text) => text.replace(primary, `${primary}# CIS 5.3.2\n`),
      '"# CIS 5.3.2" was written by hand',
    ],
    [
      'an empty line in a section',
      'account',
      (text) => text.replace(primary, `${primary}\n`),
      'an empty line was added by hand',
    ],
    [
      'another control',
      'session',
      (text) => text.replace(/^session\s+required\s+pam_unix\.so/m, 'session optional pam_unix.so'),
      '"session optional pam_unix.so" was written by hand',
    ],
    [
      'other white space',
      'session',
      (text) => text.replace('required\tpam_unix.so', 'required pam_unix.so'),
      '"session\trequired pam_unix.so" was written by hand',
    ],
    ['a beginning that is gone', 'auth', (text) => text.replace(primary, ''), gone],
    ['an end that is gone', 'auth', (text) => text.replace('# end of pam-auth-update config', ''), gone],
    ['a file of its own', 'password', () => 'password required pam_unix.so\n', gone],
    ['an empty file', 'password', () => '', gone],
  ])('is %s (F006)', (_, stack, change, reason) => {
    expect(judge(stack, change)).toBe(reason)
  })

  it('is every line that is not in the record, wherever it is put into a section', () => {
    const word = fc.stringMatching(/^[a-z]{3,8}$/)
    fc.assert(
      fc.property(fc.constantFrom(...managedStacks), word, (stack, name) => {
        const line = `${stack.replace('-noninteractive', '')} required pam_${name}x.so`
        expect(judge(stack, (text) => text.replace(primary, `${primary}${line}\n`))).toBe(
          `"${line}" was written by hand`,
        )
      }),
    )
  })

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (current, recorded) => void foreignLine('auth', { current, recorded })),
    )
  })
})
