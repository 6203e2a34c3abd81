import { describe, expect, it } from 'vitest'
import type { RepositoryEntry } from '../../src/core/facts.ts'
import { parseDeb822, parseSourceList } from '../../src/core/apt-sources.ts'
import type { Step } from '../../src/core/plan.ts'
import { foreignEntry as chosenEntry, planRepository } from '../../src/core/plan-repository.ts'
import { base64, brief, entryText, factsOf, foreignEntry, own, repository } from './plan-cases.ts'

const { entryFile, keyringFile, url } = repository
const added = [`install-key ${keyringFile}`, `write-file ${entryFile}`]

function steps(part: Parameters<typeof factsOf>[0]): string[] {
  return planRepository(factsOf(part), repository).steps.map(({ step }) => brief(step))
}

function undoOf(part: Parameters<typeof factsOf>[0]): Step[][] {
  return planRepository(factsOf(part), repository).steps.map(({ undo }) => [...undo])
}

describe('planRepository', () => {
  it.each<[string, RepositoryEntry[]]>([
    ['one line', parseSourceList('/etc/apt/sources.list', `deb [arch=amd64] ${url} bookworm main\n`)],
    ['deb822', parseDeb822('/etc/apt/x.sources', `Types: deb\nURIs: ${url}\nSuites: bookworm\nComponents: main\n`)],
    ['trailing slash', [foreignEntry({ url: `${url}/` })]],
    ['host in capitals', [foreignEntry({ url: 'HTTPS://PACKAGES.example/debian/12/prod' })]],
    ['more components', [foreignEntry({ components: ['extra', 'main'] })]],
    ['more architectures', [foreignEntry({ architectures: ['arm64', 'amd64'] })]],
    ['without another architecture', [foreignEntry({ architectures: ['!armhf'] })]],
    ['by another address of the same repository', [foreignEntry({ url: repository.aliases[0]! })]],
    ['with a key of its own', [foreignEntry({ signedBy: ['/usr/share/keyrings/other.gpg'] })]],
    ['beside one that is disabled', [foreignEntry(), foreignEntry({ file: '/etc/apt/a.list', enabled: false })]],
  ])('reuses an entry: %s', (_, repositories) => {
    const planned = planRepository(factsOf({ repositories }), repository)

    expect(planned.steps).toEqual([])
    const { url: its, file } = repositories[0]!
    expect(planned.source).toEqual({ url: its, suite: 'bookworm', file, id: '' })
  })

  it.each<[string, Partial<RepositoryEntry>]>([
    ['disabled', { enabled: false }],
    ['http instead of https', { url: 'http://packages.example/debian/12/prod' }],
    ['another place', { url: 'https://packages.example/debian/11/prod' }],
    ['the public repository where a mirror is wanted', { url: 'https://packages.microsoft.com/debian/12/prod' }],
    ['a longer path', { url: `${url}/extra` }],
    ['another suite', { suite: 'bullseye' }],
    ['without the component', { components: ['testing'] }],
    ['for another architecture', { architectures: ['arm64'] }],
    ['without this architecture', { architectures: ['!amd64'] }],
  ])('does not reuse an entry: %s', (_, part) => {
    expect(steps({ repositories: [foreignEntry(part)] })).toEqual(added)
  })

  it('leaves its own entry alone when nothing has changed', () => {
    const facts = factsOf({ ownFiles: own, repositories: [foreignEntry({ file: entryFile })] })

    expect(planRepository(facts, repository)).toEqual({
      source: { url, suite: 'bookworm', file: entryFile, id: 'own' },
      steps: [],
    })
  })

  it('takes back new files by removing them', () => {
    expect(undoOf({})).toEqual([
      [{ kind: 'remove-file', path: keyringFile }],
      [{ kind: 'remove-file', path: entryFile }],
    ])
  })

  it('takes back a changed entry by its former bytes', () => {
    const ownFiles = { [entryFile]: base64('deb old'), [keyringFile]: base64('old key') }

    expect(steps({ ownFiles })).toEqual(added)
    expect(undoOf({ ownFiles })).toEqual([
      [{ kind: 'restore-file', path: keyringFile, base64: base64('old key') }],
      [{ kind: 'restore-file', path: entryFile, base64: base64('deb old') }],
    ])
  })

  it('makes the keyring anew when it is missing, and takes only that back by removal', () => {
    expect(undoOf({ ownFiles: { [entryFile]: base64(entryText) } })).toEqual([
      [{ kind: 'remove-file', path: keyringFile }],
      [{ kind: 'restore-file', path: entryFile, base64: base64(entryText) }],
    ])
  })

  it('makes both anew when somebody has emptied the keyring, and would know it as changed afterwards', () => {
    const ownFiles = { ...own, [keyringFile]: '' }
    const alteredFiles = { [keyringFile]: 'sha of the key' }

    expect(steps({ ownFiles, alteredFiles })).toEqual(added)
    expect(undoOf({ ownFiles, alteredFiles })[0]).toEqual([
      { kind: 'restore-file', path: keyringFile, base64: '', recorded: 'sha of the key' },
    ])
  })

  it('makes another entry for another pinned key', () => {
    const wanted = { ...repository, entryText: entryText.replace('AB12', 'CD34') }
    const planned = planRepository(factsOf({ ownFiles: own }), wanted)

    expect(planned.steps.map(({ step }) => brief(step))).toEqual(added)
  })

  describe('gives way to an entry that somebody else has made since: two with different keys stop apt', () => {
    const repositories = [foreignEntry({ file: entryFile }), foreignEntry()]

    it('with the keyring', () => {
      const planned = planRepository(factsOf({ ownFiles: own, repositories }), repository)

      expect(planned.source.file).toBe(foreignEntry().file)
      expect(planned.steps).toEqual([
        {
          step: { kind: 'remove-file', path: entryFile },
          undo: [{ kind: 'restore-file', path: entryFile, base64: base64(entryText) }],
        },
        {
          step: { kind: 'remove-file', path: keyringFile },
          undo: [{ kind: 'restore-file', path: keyringFile, base64: base64('key') }],
        },
      ])
    })

    it.each([
      ['but not where somebody has changed it: it may name the keyring', { [entryFile]: 'x' }, []],
      ['but leaves a keyring that somebody has changed', { [keyringFile]: 'x' }, [`remove-file ${entryFile}`]],
    ])('%s', (_, alteredFiles, expected) => {
      expect(steps({ ownFiles: own, repositories, alteredFiles })).toEqual(expected)
    })
  })
})

describe('foreignEntry', () => {
  const disabled = foreignEntry({ file: '/etc/a.repo', id: 'a', enabled: false })

  it.each([
    ['an enabled one before a disabled one', true, [disabled, foreignEntry()], foreignEntry()],
    ['a disabled one where it can be used by its name', true, [disabled], disabled],
    ['no disabled one where it cannot', false, [disabled], undefined],
    ['never our own', true, [foreignEntry({ file: entryFile })], undefined],
  ])('is %s', (_, enablesById, entries, expected) => {
    expect(chosenEntry(entries, { ...repository, enablesById })).toEqual(expected)
  })
})
