import { describe, expect, it } from 'vitest'
import type { RepositoryEntry } from '../../src/core/facts.ts'
import type { Note } from '../../src/core/outcome.ts'
import { planDeploy } from '../../src/core/plan.ts'
import { noteEntry } from '../../src/operations/repository-note.ts'
import { factsOf, foreignEntry, installed, repository, requestOf } from '../core/plan-cases.ts'
import { World } from '../world.ts'

async function noted(entry: Partial<RepositoryEntry> | undefined, world = new World(), present = false) {
  const notes: Note[] = []
  const repositories = entry === undefined ? [] : [foreignEntry(entry)]
  const wanted = { ...repository, enablesById: true }
  const facts = factsOf({ repositories, ...(present && { packages: { login: installed() } }) })
  const plan = planDeploy(facts, requestOf({ repository: wanted }))
  await noteEntry({ host: world.host(), notes }, repositories, { repository: wanted, plan })
  return notes
}

const keyring = '/usr/share/keyrings/theirs.gpg'

describe('noteEntry', () => {
  it.each<[string, Partial<RepositoryEntry>, string]>([
    ['one of apt', { signedBy: [keyring] }, '/etc/apt/sources.list.d/prod.list. It'],
    ['one with a name', { id: 'ms', file: '/etc/ms.repo', signedBy: [`file://${keyring}`] }, 'ms in /etc/ms.repo. It'],
    ['one with a key elsewhere', { signedBy: ['https://keys.example/k'] }, '/etc/apt/sources.list.d/prod.list. It'],
    ['one that is disabled', { id: 'ms', enabled: false }, '(disabled, used for this run only). It'],
  ])('names the entry of somebody else that is used: %s', async (_, entry, text) => {
    const notes = await noted(entry, new World().file(keyring, 'key'))

    expect(notes).toMatchObject([{ name: 'repository-entry', verdict: 'passed' }])
    expect(notes[0]?.message).toContain(text)
  })

  it.each([keyring, `file://${keyring}`])('warns when its keyring is missing: %s', async (key) => {
    expect(await noted({ signedBy: [key] })).toMatchObject([
      {
        name: 'repository-entry',
        verdict: 'warning',
        message: expect.stringContaining(`missing: ${keyring}.`) as string,
      },
    ])
  })

  it('says nothing of our own entry, nor where nothing is fetched', async () => {
    expect(await noted(undefined)).toEqual([])
    expect(await noted({}, new World(), true)).toEqual([])
  })
})
