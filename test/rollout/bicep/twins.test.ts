import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../../scripts/package/paths.ts'
import { artefacts, readArtefact, type Dictionary } from '../artefacts.ts'
import { expressionOf } from '../expressions/parse.ts'
import { compileBicep } from './compile.ts'
import { parseBicep } from './parse.ts'

const twins = artefacts('.bicep')

describe('a Bicep file', () => {
  it.each(twins)('%s is the same as its ARM template', async (path) => {
    const compiled = compileBicep(await parseBicep(read(path)))

    expect(compiled).toEqual(treesOf(armTwin(path)))
  })

  it('exists for each way to set the extension, and for the roles', () => {
    expect(twins.map((path) => basename(path))).toEqual([
      'arc-extension.bicep',
      'login-roles.bicep',
      'vm-extension.bicep',
      'vmss-extension.bicep',
    ])
  })

  it.each([
    ['another value', 'enableAutomaticUpgrade: false', 'enableAutomaticUpgrade: true'],
    ['another default', "= '1.0'", "= '1.1'"],
    ['another name', '${vmName}/${extensionName}', '${vmName}-${extensionName}'],
    ['a secret that is none', '@secure()\n', ''],
    ['another parameter', 'settings: settings', 'settings: protectedSettings'],
    ['another version', '@2024-11-01', '@2024-07-01'],
    [
      'another branch',
      'empty(protectedSettings) ? null : protectedSettings',
      'empty(settings) ? null : protectedSettings',
    ],
  ])('with %s is no twin', async (_, from, to) => {
    const text = read('bicep/vm-extension.bicep')
    const compiled = compileBicep(await parseBicep(text.replace(from, to)))

    expect(text).toContain(from)
    expect(compiled).not.toEqual(treesOf(readArtefact('arm/vm-extension.json')))
  })

  it.each(['param x', 'resource a {', "param x string = '${"])('that is none is refused: %s', async (text) => {
    await expect(parseBicep(text)).rejects.toThrow('not Bicep')
  })

  it.each(['param x string = y\n', "var x = 'y'\n"])('with something unknown is refused: %s', async (text) => {
    const tree = await parseBicep(text)

    expect(() => compileBicep(tree)).toThrow()
  })
})

function read(path: string): string {
  return readFileSync(join(root, 'rollout', path), 'utf8')
}

function armTwin(path: string): Dictionary {
  const name = basename(path, '.bicep')
  const { parameters, resources } = readArtefact(`${name === 'login-roles' ? 'roles' : 'arm'}/${name}.json`)
  return { parameters, resources }
}

/** A template with its expressions as trees; the name of a loop is nobody's business. */
function treesOf(value: unknown): unknown {
  if (typeof value === 'string') return expressionOf(value) ?? value
  if (Array.isArray(value)) return value.map(treesOf)
  if (typeof value !== 'object' || value === null) return value
  const entries = Object.entries(value as Dictionary)
  const isLoop = 'count' in value && 'name' in value
  return Object.fromEntries(
    entries.filter(([key]) => !isLoop || key !== 'name').map(([key, item]) => [key, treesOf(item)]),
  )
}
