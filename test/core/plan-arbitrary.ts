import fc from 'fast-check'
import type { PackageState } from '../../src/core/facts.ts'
import type { DeployRequest, WantedRepository } from '../../src/core/plan.ts'
import { base64, care, entryText, factsOf, foreignEntry, repository } from './plan-cases.ts'

const fingerprint = 'BC528686B50D79E339D3721CEB3E94ADBE1229CF'

const state: fc.Arbitrary<PackageState> = fc
  .record({
    status: fc.constantFrom('absent', 'installed', 'broken'),
    version: fc.constantFrom('1', '2'),
    held: fc.boolean(),
    residual: fc.boolean(),
  })
  // Configuration is left behind by what is absent only, and only what is installed can be held.
  .map((found) => ({
    ...found,
    held: found.held && found.status === 'installed',
    residual: found.residual && found.status === 'absent',
    version: found.status === 'absent' ? (found.residual ? '0' : '') : found.version,
  }))

/** Any machine that the plans of these tests may meet. */
export const facts = fc
  .record({
    packages: fc.record({ login: state, policy: state }, { requiredKeys: [] }),
    repositories: fc.subarray([
      foreignEntry({ enabled: false, id: 'off' }),
      foreignEntry({ architectures: ['arm64'], id: 'arm' }),
      foreignEntry({ id: 'on' }),
      foreignEntry({ url: 'http://x/y' }),
    ]),
    entry: fc.constantFrom(undefined, base64(entryText), base64('other')),
    keyring: fc.constantFrom(undefined, base64('key')),
    altered: fc.subarray([repository.entryFile, repository.keyringFile]),
    trustedKeys: fc.subarray(['BE1229CF', 'F748182B']),
  })
  .map(({ packages, repositories, entry, keyring, altered, trustedKeys }) => {
    const files = { [repository.entryFile]: entry, [repository.keyringFile]: keyring }
    const ownFiles = definedOnly(files)
    const alteredFiles = Object.fromEntries(altered.filter((path) => path in ownFiles).map((path) => [path, 'sha']))
    return factsOf({ packages: { ...packages }, repositories, ownFiles, alteredFiles, trustedKeys })
  })

/** A machine that nothing of ours is on, and no login package. */
export const bare = facts.map((found) => ({ ...found, packages: {}, ownFiles: {}, alteredFiles: {} }))

/** The same repository as every kind of package manager asks for it. */
const repositories: fc.Arbitrary<WantedRepository> = fc
  .record({
    enablesById: fc.boolean(),
    trust: fc.constantFrom('entry' as const, 'database' as const),
    importsKeys: fc.boolean(),
  })
  .map((kind) => ({
    ...{ ...repository, ...kind },
    keys: [{ from: { url: 'https://packages.example/own.asc' }, fingerprints: [fingerprint] }],
  }))

export const request: fc.Arbitrary<DeployRequest> = fc.record({
  packages: fc.constantFrom(
    [{ name: 'login' }],
    [{ name: 'login', version: '2' }, { name: 'policy' }],
    [{ name: 'login', version: '2', pinned: true }],
  ),
  repository: repositories,
  places: fc.constant(care.places),
  mode: fc.constantFrom('upgrade', 'converge'),
  interrupted: fc.boolean(),
  prerequisites: fc.constantFrom([], ['tool']),
})

function definedOnly(files: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(Object.entries(files).flatMap(([path, text]) => (text === undefined ? [] : [[path, text]])))
}
