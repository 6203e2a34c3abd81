import { describe, expect, it } from 'vitest'
import { layout } from '../../src/machine/layout.ts'
import { programSources, textSources } from '../../src/operator/bundle-sources.ts'

const names = [...textSources, ...programSources].map(({ name }) => name)

describe('what is packed', () => {
  it('has a name of its own, which every archive can hold', () => {
    expect(new Set(names).size).toBe(names.length)
    for (const name of names) expect(name).toMatch(/^[a-z]+\/[\w.-]{1,70}$/)
  })

  it('is no key, no password and nothing of a transaction that may hold one', () => {
    for (const { path } of textSources) expect(path).not.toMatch(/shadow|\.key$|\.pem$|_key$|\.prv$|apt\.conf|\/ssh\//)
    const kept = textSources.map(({ path }) => path).filter((path) => path.startsWith(layout.transaction))
    expect(kept).toEqual([`${layout.transaction}/record.json`, `${layout.transaction}/output`])
  })

  it('asks programs that only answer', () => {
    expect(programSources.map(({ argv }) => argv.slice(0, 2).join(' '))).toEqual([
      '/usr/sbin/sshd -T',
      '/usr/sbin/sshd -T',
      'uname -a',
      'df -h',
      'rpm -qa',
    ])
  })
})
