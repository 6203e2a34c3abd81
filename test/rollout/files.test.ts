import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../scripts/package/paths.ts'
import { rolloutFiles } from '../../scripts/tables/rollout/files.ts'
import { jsonText } from '../../scripts/tables/rollout/json.ts'
import { imageConditions, isServedVersion, readImages, type ImageRow } from '../../scripts/tables/rollout/images.ts'
import { readProfiles } from '../../scripts/tables/profiles.ts'
import { artefacts } from './artefacts.ts'

const data = ['images.json', 'vm-application/commands.json', 'publish/ramp-plan.json']

describe('the generated files', () => {
  it.each(rolloutFiles)('$path is what its data says', ({ path, text }) => {
    expect(existsSync(join(root, path)) && readFileSync(join(root, path), 'utf8')).toBe(text())
  })

  it('are all there is beside the data', () => {
    const generated = rolloutFiles.map(({ path }) => path.replace('rollout/', ''))

    expect([...artefacts('.json'), ...artefacts('.xml')].filter((path) => !generated.includes(path))).toEqual(
      [...data].sort(),
    )
  })
})

describe('the images', () => {
  const images = readImages()
  const rows = (id: string, versions: string): ImageRow[] =>
    (images[id] ?? []).filter((row) => row.versions.includes(versions))

  it.each(readProfiles().flatMap(({ id, versions }) => versions.map((row) => ({ id, row }))))(
    'of $id $row.versions are known where the package is published',
    ({ id, row }) => {
      expect(!isServedVersion(row) || rows(id, row.versions).length > 0).toBe(true)
    },
  )

  it('follow the profiles: what is not published is not covered', () => {
    const profiles = readProfiles().map((profile) => ({
      ...profile,
      versions: profile.versions.map((row) => ({ ...row, published: { ...row.published, value: 'no' as const } })),
    }))

    expect(imageConditions(images, profiles)).toEqual([])
  })

  it.each<[string, Record<string, ImageRow[]>, string]>([
    ['profiles', { nobody: [] }, 'there is no profile nobody'],
    ['versions', { debian: [{ versions: ['7'], publisher: 'x', offers: ['x'] }] }, 'has no row 7'],
    ['rows', { debian: [{ versions: ['12', '13'], publisher: 'x', offers: ['x'] }] }, 'are not served alike'],
  ])('refuse %s that do not fit', (_, wrong, problem) => {
    expect(() => imageConditions(wrong)).toThrow(problem)
  })
})

describe('jsonText', () => {
  it('lays out as prettier does', () => {
    const value = { a: [], b: {}, c: ['x', 'y'], d: [{ e: 1 }, true], f: ['x'.repeat(60), 'y'.repeat(60)] }

    expect(jsonText(value)).toBe(
      [
        '{',
        '  "a": [],',
        '  "b": {},',
        '  "c": ["x", "y"],',
        '  "d": [',
        '    {',
        '      "e": 1',
        '    },',
        '    true',
        '  ],',
        '  "f": [',
        `    "${'x'.repeat(60)}",`,
        `    "${'y'.repeat(60)}"`,
        '  ]',
        '}',
        '',
      ].join('\n'),
    )
  })
})
