import { describe, expect, it } from 'vitest'
import { grammars } from '../../src/machine/grammar.ts'
import { ownScope, scopeArguments } from '../../src/machine/source-scope.ts'

const { dnf, zypper, tdnf, 'apt-get': apt } = grammars

describe('scopeArguments', () => {
  it('leaves only our own source', () => {
    expect(ownScope(dnf, { id: 'x' })).toEqual([
      '--disablerepo=*',
      '--enablerepo=x',
      '--setopt=x.skip_if_unavailable=0',
    ])
    expect(ownScope(zypper, { id: 'x' })).toEqual(['--repo', 'x'])
  })

  it('is silent where entries have no name', () => {
    expect(ownScope(apt, { id: '' })).toEqual([])
    expect(scopeArguments(apt, { kind: 'all', without: [] }, { id: '' })).toEqual([])
  })

  it('leaves out the sources that stop a run', () => {
    expect(scopeArguments(tdnf, { kind: 'all', without: ['a', 'b'] }, { id: 'x' })).toEqual([
      '--enablerepo=x',
      '--disablerepo=a',
      '--disablerepo=b',
    ])
  })

  it('takes all sources as they are, without one of our own, for work that has none', () => {
    expect(scopeArguments(dnf, { kind: 'all', without: [] }, undefined)).toEqual(['--setopt=*.skip_if_unavailable=1'])
    expect(scopeArguments(dnf, { kind: 'own', without: [] }, undefined)).toEqual([])
  })
})
