import { describe, expect, it } from 'vitest'
import { grammars } from '../../src/machine/grammar.ts'
import { transact, type Work } from '../../src/machine/package-run.ts'
import { bench, type Bench } from './package-bench.ts'
import type { Scripted } from './simulated-transactions.ts'
import { aptIn } from './simulated-packages.ts'

const source = { url: 'https://packages.example/rhel/9/prod', suite: '', file: '/etc/yum.repos.d/x.repo', id: 'x' }
const lacking = 'Error: \n Problem: conflicting requests\n  - nothing provides libx >= 2 needed by a-1-1.x86_64\n'

/** A world whose package database over rpm is empty. */
function empty(...scripts: Scripted[]): Bench {
  const run = bench(...scripts)
  run.world.program('rpm', { stdout: '' })
  return run
}

function installing(words: Partial<Work> = {}): Work {
  const argv = { phrase: grammars.dnf.install, holes: { packages: ['a'] } }
  return { title: 'install a', argv, source, wanted: ['a'], done: ({ exitCode }) => exitCode === 0, ...words }
}

describe('transact', () => {
  it('looks only at our own source, and widens once to all when a dependency is missing', async () => {
    const { world, started } = empty({ output: lacking, exit: 1 }, {}, {})
    const scopes: (readonly string[])[] = []
    const widened = (scope: readonly string[]): Promise<void> => Promise.resolve(void scopes.push(scope))

    await transact(aptIn(world, 600_000, { grammar: grammars.dnf }), installing({ widened }))

    expect(started.map(({ argv }) => [argv.at(-1), argv.includes('--disablerepo=*')])).toEqual([
      ['a', true],
      ['makecache', false],
      ['a', false],
    ])
    expect(scopes).toEqual([started[2]?.argv.filter((word) => /repo=|skip_if/.test(word))])
  })

  it('says what is missing, and which sources could not be read', async () => {
    const broken = "Error: Failed to download metadata for repo 'third': Cannot download repomd.xml\n"
    const { world } = empty({ output: lacking, exit: 1 }, {}, { output: broken + lacking, exit: 1 })

    await expect(transact(aptIn(world, 600_000, { grammar: grammars.dnf }), installing())).rejects.toMatchObject({
      code: 'package.unmet',
      detail: {
        reason: 'nothing provides libx >= 2 needed by a-1-1.x86_64; sources that could not be read: third',
      },
    })
  })

  it('blames an expired client certificate only once all sources are in use', async () => {
    const expired = '  - Curl error (58): Problem with the local SSL certificate for https://rhui.example/repomd.xml\n'
    const { world } = empty({ output: lacking, exit: 1 }, {}, { output: expired + lacking, exit: 1 })

    await expect(transact(aptIn(world, 600_000, { grammar: grammars.dnf }), installing())).rejects.toMatchObject({
      code: 'repository.client-certificate',
    })
  })

  it('names the file in which a package is held back that the manager just does not see', async () => {
    const { world } = empty({ output: 'Nothing to do.\n' })
    world.file('/etc/tdnf/tdnf.conf', '[main]\nexcludepkgs=a\n')

    await expect(
      transact(aptIn(world, 600_000, { grammar: grammars.tdnf }), installing({ done: () => false })),
    ).rejects.toMatchObject({ code: 'package.held', detail: { package: 'a', reason: 'see /etc/tdnf/tdnf.conf' } })
  })

  it('does not begin again where the manager itself has tried for longer than is left', async () => {
    const output = "Location 'https://packages.example/a.rpm' is temporarily unaccessible.\nRetrying in 30 seconds...\n"
    const { world, started } = empty({ output, exit: 8, ms: 120_000 })
    const argv = { phrase: grammars.zypper.install, holes: { packages: ['a'] } }

    await expect(
      transact(aptIn(world, 300_000, { grammar: grammars.zypper }), installing({ argv })),
    ).rejects.toMatchObject({ code: 'repository.unreachable' })
    expect(started).toHaveLength(2)
  })
})
