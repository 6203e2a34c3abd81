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

  it.each([
    ['newer', '404  Not Found', 'repository.not-there-yet'],
    ['newer', '403  Forbidden', 'repository.refused'],
    ['current', '404  Not Found', 'repository.refused'],
  ])('(F010) on a system that is %s, an address that answers %s is %s', async (status, answer, code) => {
    const manager = aptIn(new World())
    const output = `Err:1 ${source.url} bookworm Release\n  ${answer} [IP: 192.0.2.1 443]\nE: The repository '${source.url} bookworm Release' does not have a Release file.\n`

    const system = { ...manager.system, displayName: 'Debian 15', status }
    const failure = await failureOf({ ...manager, system }, work, output, 'repository.refused')

    expect([failure.code, failure.detail.url]).toEqual([code, source.url])
    if (code === 'repository.not-there-yet') expect(failure.message).toContain('repository for Debian 15 at https')
  })
})
