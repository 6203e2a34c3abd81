import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { bundleProgram, type Part } from '../../scripts/package/bundle.ts'
import { root } from '../../scripts/package/paths.ts'

const folder = mkdtempSync(join(tmpdir(), 'bundle-'))
let parts: Part[] = []
beforeAll(async () => {
  parts = await bundleProgram(join(root, 'src/main.ts'), folder, '1.0.0')
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

/** The packages and the folders of src whose code is in a part. */
function held(name: string): string[] {
  const { modules } = parts.find(({ file }) => file === `${name}.cjs`) ?? { modules: [] }
  const owners = modules.map((path) => /.*\/node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1] ?? ownFolder(path))
  return [...new Set(owners)].toSorted()
}

function ownFolder(path: string): string {
  return path.slice(root.length + 1).replace(/^((?:src|scripts)\/[^/]+).*/, '$1')
}

/** Which of these are in the part. */
function among(names: readonly string[], part: string): string[] {
  return names.filter((name) => held(part).includes(name))
}

describe('the parts of the bundled program', () => {
  it('are one for every command, one for a change, one for a person, and the large packages', () => {
    expect(parts.map(({ file }) => file).toSorted()).toEqual([
      'azure-identity.cjs',
      'change.cjs',
      'execa.cjs',
      'main.cjs',
      'open.cjs',
      'openpgp.cjs',
      'person.cjs',
      'rolldown-runtime.cjs',
    ])
  })

  it('keep from main what `enable` with nothing to do has no use for', () => {
    const modules = parts.find(({ file }) => file === 'main.cjs')?.modules ?? []
    const operations = modules.flatMap((path) => /\/src\/operations\/(.+)\.ts$/.exec(path)?.[1] ?? [])

    expect(operations.toSorted()).toEqual([
      ...['ask-identity', 'conclude', 'disable', 'enable', 'look-at-settings', 'owner', 'prepare', 'remember', 'tidy'],
    ])
    expect(among(['yargs', 'execa', 'semver', 'openpgp', '@azure/identity', 'src/operator'], 'main')).toEqual([])
    expect(among(['zod', 'winston', 'src/agent'], 'main')).toEqual(['zod', 'winston', 'src/agent'])
  })

  it('keep from a change what only a person needs', () => {
    expect(held('change')).toEqual(['semver', 'src/checks', 'src/core', 'src/machine', 'src/operations'])
  })

  it('have each package once', () => {
    const all = parts.flatMap(({ modules }) => modules)

    expect(all.filter((module, at) => all.indexOf(module) !== at)).toEqual([])
  })

  it('leave out what a managed identity never needs', () => {
    expect(among(['jsonwebtoken', 'semver', 'lodash.once'], 'azure-identity')).toEqual([])
  })
})
