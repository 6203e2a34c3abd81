import { describe, expect, it } from 'vitest'
import { bundledPackages } from '../../scripts/package/bundled-packages.ts'
import { root } from '../../scripts/package/paths.ts'

describe('bundledPackages', () => {
  it('names each package of the modules once, with the text of its licence and its pinned checksum', () => {
    const modules = ['yargs/build/lib/a.js', 'zod/index.js', 'yargs/b.js'].map((name) => `${root}/node_modules/${name}`)

    const packages = bundledPackages([`${root}/src/main.ts`, '\0rolldown/runtime.js', ...modules])

    expect(packages.map(({ name, licence }) => [name, licence])).toEqual([
      ['yargs', 'MIT'],
      ['zod', 'MIT'],
    ])
    expect(packages[0]?.text).toMatch(/Permission is hereby granted/)
    expect(packages[0]?.sha512).toMatch(/^[0-9a-f]{128}$/)
  })

  it('writes licences as SPDX does today', () => {
    expect(bundledPackages([`${root}/node_modules/openpgp/dist/x.mjs`])[0]?.licence).toBe('LGPL-3.0-or-later')
  })

  it('knows packages of a scope', () => {
    expect(bundledPackages([`${root}/node_modules/@azure/identity/x.js`])[0]?.name).toBe('@azure/identity')
  })

  it('stops at a licence that nobody has allowed', () => {
    const withMpl = `${root}/node_modules/lightningcss/node/index.js`

    expect(() => bundledPackages([withMpl])).toThrow('not an allowed licence: lightningcss (MPL-2.0)')
  })
})
