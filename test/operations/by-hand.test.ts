import { describe, expect, it } from 'vitest'
import type { BlockingFinding, Finding } from '../../src/core/finding.ts'
import { explained, tellTried, withCommands } from '../../src/operations/by-hand.ts'
import { targetOf } from '../checks/targets.ts'

const missing: BlockingFinding = {
  check: 'login-wiring',
  verdict: 'blocked',
  code: 'login.not-wired',
  detail: { missing: 'x is missing' },
  pieces: ['command', 'sshd'],
}
const others: Finding[] = [
  { check: 'a', verdict: 'passed', message: 'good' },
  { check: 'b', verdict: 'blocked', code: 'pam.locally-modified', detail: { reason: 'y' } },
]

describe('withCommands', () => {
  it.each([
    ['debian-12', 'sudo apt-get install --reinstall aadsshlogin; sudo dpkg-reconfigure aadsshlogin'],
    ['rhel-9.6', 'sudo dnf reinstall aadsshlogin'],
    ['sles-15.7', 'sudo zypper install --force aadsshlogin'],
  ])('says on %s what a person would type', (system, commands) => {
    expect(withCommands([missing, ...others], targetOf(system))).toEqual([
      { ...missing, detail: { missing: 'x is missing', commands } },
      ...others,
    ])
  })
})

describe('tellTried', () => {
  it('adds what was tried, and how that failed, to what is still missing', () => {
    expect(tellTried([missing, ...others], ['configure a once more', 'reload sshd'], 'no luck')).toEqual([
      explained(missing, 'tried: configure a once more, reload sshd (no luck)'),
      ...others,
    ])
    expect(tellTried([missing], ['reload sshd'])).toEqual([explained(missing, 'tried: reload sshd')])
  })

  it('adds nothing where nothing was tried', () => {
    expect(tellTried([missing], [])).toEqual([missing])
  })
})

describe('explained', () => {
  it('says more of what is missing', () => {
    expect(explained(missing, 'more').detail).toEqual({ missing: 'x is missing; more' })
  })
})
