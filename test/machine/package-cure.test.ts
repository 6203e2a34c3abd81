import { describe, expect, it } from 'vitest'
import { grammars, type Cure } from '../../src/machine/grammar.ts'
import { applyCure, type Ailment } from '../../src/machine/package-cure.ts'
import { bench } from './package-bench.ts'
import { aptIn } from './simulated-packages.ts'

const source = { url: 'https://packages.example/x', suite: '', file: '/f', id: 'x' }
const own = { kind: 'own', without: [] } as const

function ailment(cure: Cure, part: Partial<Ailment> = {}): Ailment {
  return { cure, source, scope: own, output: '', ...part }
}

const { dnf, tdnf, zypper, 'apt-get': apt } = grammars

describe('applyCure', () => {
  it.each([
    ['repair', apt, ['dpkg']],
    ['repair', dnf, []],
    ['refresh', zypper, ['zypper']],
    ['widen', apt, ['apt-get']],
  ] as const)('runs for %s what the row says', async (cure, grammar, programs) => {
    const { world, started } = bench({})

    await applyCure(aptIn(world, 600_000, { grammar }), ailment(cure))

    expect(started.map(({ argv }) => argv[0])).toEqual(programs)
  })

  it('reads no list again where there is no source', async () => {
    const { world, started } = bench({})

    await applyCure(aptIn(world), ailment('refresh', { source: undefined }))

    expect(started).toEqual([])
  })

  it('widens the scope and says so before anything is installed', async () => {
    const { world } = bench({})
    const heard: (readonly string[])[] = []
    const widened = (scope: readonly string[]): Promise<void> => Promise.resolve(void heard.push(scope))

    const scope = await applyCure(aptIn(world, 600_000, { grammar: tdnf }), ailment('widen', { widened }))

    expect(scope).toEqual({ kind: 'all', without: [] })
    expect(heard).toEqual([['--enablerepo=x']])
  })

  it('leaves out the source that is complained about, by its name or by its title', async () => {
    const { world } = bench({})
    world.program('tdnf', {
      stdout: 'repo id             repo name                     status\nthird               A third party   enabled\n',
    })
    const output = "Error: Failed to synchronize cache for repo 'A third party'\n"
    const manager = aptIn(world, 600_000, { grammar: tdnf })

    const once = await applyCure(manager, ailment('avoid', { output, scope: { kind: 'all', without: [] } }))

    expect(once.without).toEqual(['third'])
    expect(await applyCure(manager, ailment('avoid', { output, scope: once }))).toBe(once)
  })

  it('never leaves out our own', async () => {
    const { world } = bench({})
    const output = "Error: Failed to synchronize cache for repo 'x'\n"

    expect(await applyCure(aptIn(world, 600_000, { grammar: tdnf }), ailment('avoid', { output }))).toBe(own)
  })
})
