import { describe, expect, it } from 'vitest'
import type { RepositoryEntry } from '../../src/core/facts.ts'
import type { WantedRepository } from '../../src/core/plan.ts'
import { planRepository } from '../../src/core/plan-repository.ts'
import { base64, brief, factsOf } from './plan-cases.ts'

const fingerprint = 'BC528686B50D79E339D3721CEB3E94ADBE1229CF'
const next = 'AA86F75E427A19DD33346403EE4D7792F748182B'
const entryFile = '/etc/yum.repos.d/own.repo'
const keyringFile = '/etc/pki/rpm-gpg/own.asc'
const url = 'https://packages.example/rhel/9/prod'

/** A repository as a profile with dnf asks for it. */
const repository: WantedRepository = {
  url,
  suite: '',
  components: [],
  architecture: 'x86_64',
  aliases: ['https://packages.example/yumrepos/microsoft-rhel9-prod'],
  entryId: 'own',
  entryText: `[own]\nbaseurl=${url}\n`,
  enablesById: true,
  trust: 'database',
  importsKeys: true,
  keys: [{ from: { url: 'https://packages.example/keys/own.asc' }, fingerprints: [fingerprint] }],
  entryFile,
  keyringFile,
}
const own = { [entryFile]: base64(repository.entryText), [keyringFile]: base64('key') }

function somebodys(part: Partial<RepositoryEntry> = {}): RepositoryEntry {
  const more = { suite: '', components: [], architectures: [], signedBy: [] }
  return { file: '/etc/yum.repos.d/ms.repo', id: 'ms', url, enabled: true, ...more, ...part }
}

function steps(facts: Parameters<typeof factsOf>[0], part: Partial<WantedRepository> = {}): string[] {
  return planRepository(factsOf(facts), { ...repository, ...part }).steps.map(({ step }) => brief(step))
}

const trust = `trust-keys ${keyringFile}`

describe('planRepository where the package database keeps the keys', () => {
  it('adds the key, the trust in it and the entry, and takes each back', () => {
    expect(planRepository(factsOf(), repository)).toEqual({
      source: { url, suite: '', file: entryFile, id: 'own' },
      steps: [
        {
          step: { kind: 'install-key', path: keyringFile, keys: repository.keys },
          undo: [{ kind: 'remove-file', path: keyringFile }],
        },
        {
          step: { kind: 'trust-keys', path: keyringFile, fingerprints: [fingerprint] },
          undo: [{ kind: 'distrust-keys', fingerprints: [fingerprint] }],
        },
        {
          step: { kind: 'write-file', path: entryFile, content: repository.entryText },
          undo: [{ kind: 'remove-file', path: entryFile }],
        },
      ],
    })
  })

  it.each([
    ['as rpm lists it', 'BE1229CF'],
    ['as rpm 6 lists it', fingerprint],
  ])('leaves out a trust that is there already, %s', (_, listed) => {
    expect(steps({ trustedKeys: [listed] })).toEqual([`install-key ${keyringFile}`, `write-file ${entryFile}`])
    expect(steps({ trustedKeys: [listed], ownFiles: own })).toEqual([])
  })

  it('brings back only the trust that somebody took away', () => {
    expect(steps({ ownFiles: own })).toEqual([trust])
  })

  it('trusts only those of several keys that are new', () => {
    const keys = [...repository.keys, { from: { systemFile: '/etc/pki/next' }, fingerprints: [next] }]
    const planned = planRepository(factsOf({ trustedKeys: ['BE1229CF'] }), { ...repository, keys })

    expect(planned.steps[1]?.step).toEqual({ kind: 'trust-keys', path: keyringFile, fingerprints: [next] })
  })

  it.each<[string, Partial<RepositoryEntry>]>([
    ['by its address', {}],
    ['by an alias', { url: repository.aliases[0]! }],
    ['although it is disabled', { enabled: false }],
  ])('reuses an entry of the machine %s, with its own key', (_, part) => {
    const planned = planRepository(factsOf({ repositories: [somebodys(part)] }), repository)

    expect(planned).toEqual({
      source: { url: part.url ?? url, suite: '', file: '/etc/yum.repos.d/ms.repo', id: 'ms' },
      steps: [],
    })
  })

  it('removes its own entry and key where another entry serves', () => {
    expect(steps({ repositories: [somebodys()], ownFiles: own })).toEqual([
      `remove-file ${entryFile}`,
      `remove-file ${keyringFile}`,
    ])
  })

  describe('and the manager comes to trust no key by itself', () => {
    const part = { importsKeys: false, enablesById: false }

    it('trusts the pinned key for the entry of somebody else too', () => {
      expect(steps({ repositories: [somebodys()] }, part)).toEqual([`install-key ${keyringFile}`, trust])
    })

    it('does nothing where it is trusted, and keeps the keyring', () => {
      const trustedKeys = ['BE1229CF']
      expect(steps({ repositories: [somebodys()], trustedKeys }, part)).toEqual([])
      expect(steps({ repositories: [somebodys()], trustedKeys, ownFiles: own }, part)).toEqual([
        `remove-file ${entryFile}`,
      ])
    })

    it('adds its own entry beside one that is disabled', () => {
      expect(steps({ repositories: [somebodys({ enabled: false })] }, part)).toEqual([
        `install-key ${keyringFile}`,
        trust,
        `write-file ${entryFile}`,
      ])
    })
  })
})
