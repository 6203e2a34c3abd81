import { describe, expect, it } from 'vitest'
import { describeFailure } from '../../src/core/failure.ts'
import { failures } from '../../src/core/failures.ts'
import { failureOf } from '../../src/machine/package-failure.ts'
import { grammars } from '../../src/machine/grammar.ts'
import { World } from '../world.ts'
import { aptIn } from './simulated-packages.ts'

const source = { url: 'https://packages.example/debian/12/prod', suite: 'bookworm', file: '/etc/x.list', id: '' }
const work = { title: 'install login', source, wanted: ['login'] }
const verdicts = [...new Set(grammars['apt-get'].signs.map(({ verdict }) => verdict))]

describe('failureOf', () => {
  it.each(verdicts)('leaves no hole in the text of %s', async (verdict) => {
    const failure = await failureOf(aptIn(new World()), work, 'E: Something odd\n', verdict)

    const { cause, remedy } = describeFailure(failure.code, failure.detail)

    expect(failures).toHaveProperty([failure.code])
    expect(`${cause} ${remedy}`).not.toMatch(/\{\w+\}/)
  })

  it('names all sources where the work has none of its own', async () => {
    const failure = await failureOf(aptIn(new World()), { title: 'purge login' }, 'E: odd\n', 'transient')

    expect(failure.message).toContain('the configured repositories')
  })
})
