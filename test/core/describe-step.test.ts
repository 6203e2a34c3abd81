import { describe, expect, it } from 'vitest'
import { describeStep } from '../../src/core/describe-step.ts'
import type { Step } from '../../src/core/plan.ts'

describe('describeStep', () => {
  const source = { url: 'https://packages.example/x', suite: 's', file: '/f', id: '' }

  it.each<[Step, string]>([
    [{ kind: 'install-key', path: '/k', keys: [] }, 'install the repository key /k'],
    [{ kind: 'trust-keys', path: '/k', fingerprints: ['AA'] }, 'trust the repository key /k'],
    [{ kind: 'distrust-keys', fingerprints: ['AA', 'BB'] }, 'take back the trust in the repository key AA, BB'],
    [{ kind: 'install-prerequisites', names: ['a', 'b'] }, 'install a, b, without which the repository cannot be read'],
    [{ kind: 'write-file', path: '/e', content: '' }, 'write /e'],
    [{ kind: 'restore-file', path: '/e', base64: '' }, 'restore /e'],
    [{ kind: 'remove-file', path: '/e' }, 'remove /e'],
    [{ kind: 'repair-packages' }, 'finish the interrupted package configuration'],
    [{ kind: 'reconfigure-packages', names: ['a', 'b'] }, 'configure a, b once more'],
    [{ kind: 'reinstall-packages', packages: [{ name: 'a', version: '1' }], source }, 'install a 1 once more'],
    [
      { kind: 'reload-sshd', sshd: { program: '/s', unit: 'ssh.service', pid: 7, pidFile: '/p' } },
      'reload sshd (process 7)',
    ],
    [{ kind: 'refresh-packages', source }, 'read the package list of https://packages.example/x'],
    [{ kind: 'install-packages', packages: [{ name: 'a' }, { name: 'b', version: '2' }], source }, 'install a, b 2'],
    [{ kind: 'remove-packages', names: ['a', 'b'], purge: true }, 'purge a, b'],
    [{ kind: 'remove-packages', names: ['a'], purge: false }, 'remove a'],
    [{ kind: 'remove-dependencies', names: ['a', 'b'] }, 'remove what was installed along: a, b'],
    [{ kind: 'remove-dependencies' }, 'remove what was installed along'],
  ])('%j', (step, text) => {
    expect(describeStep(step)).toBe(text)
  })
})
