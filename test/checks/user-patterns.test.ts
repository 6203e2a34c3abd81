import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { reachOf } from '../../src/checks/user-patterns.ts'

describe('reachOf', () => {
  it.each([
    [['ubuntu'], 'nobody'],
    [['ubuntu', 'root'], 'nobody'],
    // What stands behind the "@" is a host.
    [['alice@contoso.com'], 'nobody'],
    [['alice@10.0.0.0/8', 'bob'], 'nobody'],
    [['alice@contoso.com@*'], 'some'],
    [['*@contoso.com'], 'some'],
    [['*@*.contoso.com'], 'some'],
    [['adm*'], 'some'],
    [['a?b'], 'some'],
    [['6f1c63b2-0000-4a5b-9c3d-0123456789ab'], 'some'],
    [['????????-????-????-????-????????????'], 'some'],
    [['*'], 'everybody'],
    [['root', '*'], 'everybody'],
    [['*@*'], 'everybody'],
    [['*@*@*'], 'everybody'],
    [['!*'], 'nobody'],
    [['!alice@*@*', '*'], 'everybody'],
    [[], 'nobody'],
  ] as const)('%j reaches %s', (patterns, reach) => {
    expect(reachOf(patterns)).toBe(reach)
  })

  it('is never less for more patterns', () => {
    const rank = { nobody: 0, some: 1, everybody: 2 }
    const pattern = fc.stringMatching(/^[a-z*?@!.]{1,8}$/)
    fc.assert(
      fc.property(fc.array(pattern), pattern, (patterns, more) => {
        expect(rank[reachOf([...patterns, more])]).toBeGreaterThanOrEqual(rank[reachOf(patterns)])
      }),
    )
  })

  it('never reaches Entra users with names of local ones', () => {
    fc.assert(
      fc.property(fc.array(fc.stringMatching(/^[a-z_][a-z0-9_-]{0,15}$/)), (names) => {
        expect(reachOf(names)).toBe('nobody')
      }),
    )
  })
})
