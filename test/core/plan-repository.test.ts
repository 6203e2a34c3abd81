import { describe, expect, it } from 'vitest'
import type { RepositoryEntry } from '../../src/core/facts.ts'
import { parseDeb822, parseSourceList } from '../../src/core/apt-sources.ts'
import type { Step } from '../../src/core/plan.ts'
import { planRepository } from '../../src/core/plan-repository.ts'
import { base64, brief, entryText, factsOf, foreignEntry, repository } from './plan-cases.ts'

const { entryFile, keyringFile, url } = repository
const added = [`install-key ${keyringFile}`, `write-file ${entryFile}`]

function steps(part: Parameters<typeof factsOf>[0]): string[] {
  return planRepository(factsOf(part), repository).steps.map(({ step }) => brief(step))
}

function undoOf(ownFiles: Record<string, string>): Step[][] {
  return planRepository(factsOf({ ownFiles }), repository).steps.map(({ undo }) => [...undo])
}

describe('planRepository', () => {
  it.each<[string, RepositoryEntry[]]>([
    ['one line', parseSourceList('/etc/apt/x.list', `deb [arch=amd64] ${url} bookworm main\n`)],
    ['deb822', parseDeb822('/etc/apt/x.sources', `Types: deb\nURIs: ${url}\nSuites: bookworm\nComponents: main\n`)],
    ['trailing slash', [foreignEntry({ file: '/etc/apt/x', url: `${url}/` })]],
    ['host in capitals', [foreignEntry({ file: '/etc/apt/x', url: 'HTTPS://PACKAGES.example/debian/12/prod' })]],
    ['more components', [foreignEntry({ file: '/etc/apt/x', components: ['extra', 'main'] })]],
  ])('reuses an entry: %s', (_, repositories) => {
    const planned = planRepository(factsOf({ repositories }), repository)

    expect(planned.steps).toEqual([])
    expect(planned.source).toEqual({ url: repositories[0]!.url, suite: 'bookworm', file: repositories[0]!.file })
  })

  it.each<[string, Partial<RepositoryEntry>]>([
    ['disabled', { enabled: false }],
    ['http instead of https', { url: 'http://packages.example/debian/12/prod' }],
    ['another place', { url: 'https://packages.example/debian/11/prod' }],
    ['a longer path', { url: `${url}/extra` }],
    ['another suite', { suite: 'bullseye' }],
    ['without the component', { components: ['testing'] }],
  ])('does not reuse an entry: %s', (_, part) => {
    expect(steps({ repositories: [foreignEntry(part)] })).toEqual(added)
  })

  it('leaves its own entry alone when nothing has changed', () => {
    const ownFiles = { [entryFile]: base64(entryText), [keyringFile]: base64('key') }
    const planned = planRepository(factsOf({ ownFiles, repositories: [foreignEntry({ file: entryFile })] }), repository)

    expect(planned).toEqual({ source: { url, suite: 'bookworm', file: entryFile }, steps: [] })
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
    expect(undoOf(ownFiles)).toEqual([
      [{ kind: 'restore-file', path: keyringFile, base64: base64('old key') }],
      [{ kind: 'restore-file', path: entryFile, base64: base64('deb old') }],
    ])
  })

  it('makes the keyring anew when it is missing, and takes only that back by removal', () => {
    const ownFiles = { [entryFile]: base64(entryText) }

    expect(undoOf(ownFiles)).toEqual([
      [{ kind: 'remove-file', path: keyringFile }],
      [{ kind: 'restore-file', path: entryFile, base64: base64(entryText) }],
    ])
  })

  it('makes another entry for another pinned key', () => {
    const ownFiles = { [entryFile]: base64(entryText), [keyringFile]: base64('key') }
    const keys = [{ from: { path: '/k' }, fingerprints: ['CD34'] }]
    const planned = planRepository(factsOf({ ownFiles }), { ...repository, keys })

    expect(planned.steps.map(({ step }) => brief(step))).toEqual(added)
  })

  it('gives way to an entry that somebody else has made since: two with different keys stop apt', () => {
    const ownFiles = { [entryFile]: base64(entryText), [keyringFile]: base64('key') }
    const repositories = [foreignEntry({ file: entryFile }), foreignEntry()]
    const planned = planRepository(factsOf({ ownFiles, repositories }), repository)

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
})
