import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from '@cdktf/hcl2json'
import { beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../../scripts/package/paths.ts'
import { artefacts, readArtefact, type Dictionary } from '../artefacts.ts'
import { attributeNames, knownAttributes, unknownAttributes } from './attributes.ts'

type Blocks = Record<string, Record<string, Dictionary[]>>

const files = artefacts('.tf')
let module: Dictionary = {}

beforeAll(async () => {
  module = await read(files)
})

describe('the Terraform module', () => {
  it.each(Object.entries(attributeNames))('sets on %s what the ARM template sets', (type, { template, names }) => {
    const properties = propertiesOf(template)
    const [block] = (module.resource as Blocks)[type]!.login!

    const given = Object.entries(names).map(([name, property]) => [property, literal(block?.[name])])
    const wanted = Object.keys(properties).filter((name) => Object.values(names).includes(name))

    expect(Object.fromEntries(given)).toEqual(
      Object.fromEntries(wanted.map((name) => [name, valueIn(properties, name)])),
    )
  })

  it('has the defaults of the ARM templates', () => {
    const variables = module.variable as Record<string, Dictionary[]>
    const { parameters } = readArtefact('arm/vmss-extension.json') as { parameters: Record<string, Dictionary> }

    const pairs = Object.entries(variableNames).map(([name, parameter]) => [
      variables[name]?.[0]?.default,
      parameters[parameter]?.defaultValue,
    ])
    for (const [ours, theirs] of pairs) expect(ours).toEqual(theirs)
  })

  it('keeps secrets out of what Terraform prints', () => {
    const variables = module.variable as Record<string, Dictionary[]>

    expect(variables.protected_settings?.[0]?.sensitive).toBe(true)
  })

  it('declares the variables that it uses and uses those that it declares', () => {
    const text = files.map((path) => readFileSync(join(root, 'rollout', path), 'utf8')).join('\n')
    const used = new Set([...text.matchAll(/\bvar\.(\w+)/g)].map(([, name]) => name))

    expect([...used].sort()).toEqual(Object.keys(module.variable as Dictionary).sort())
  })

  it('uses only attributes that the documentation of the provider has', () => {
    expect(unknownAttributes(module.resource as Blocks)).toEqual([])
    expect(Object.keys(module.resource as Blocks).sort()).toEqual(Object.keys(knownAttributes).sort())
  })

  it('gives the roles by the names that the templates have ids for', () => {
    const { administrators, users } = (module.resource as Blocks).azurerm_role_assignment!

    expect([administrators?.[0]?.role_definition_name, users?.[0]?.role_definition_name]).toEqual([
      'Virtual Machine Administrator Login',
      'Virtual Machine User Login',
    ])
  })

  it('an attribute that does not exist is found', () => {
    const blocks = { azurerm_role_assignment: { users: [{ scope: 'x', principal: 'y' }] } }

    expect(unknownAttributes(blocks)).toEqual(['azurerm_role_assignment.users: principal'])
  })
})

const variableNames = {
  extension_publisher: 'extensionPublisher',
  extension_type: 'extensionType',
  extension_version: 'extensionVersion',
  settings: 'settings',
  provision_after_extensions: 'provisionAfterExtensions',
}

/** What the module gives, with variables called as the parameters of the templates. */
function literal(value: unknown): unknown {
  if (value === '${local.settings}') return "[parameters('settings')]"
  if (value === '${local.protected_settings}') return 'protectedSettings'
  const name = /^\$\{var\.(\w+)\}$/.exec(String(value))?.[1]
  return name === undefined ? value : `[parameters('${variableNames[name as keyof typeof variableNames]}')]`
}

function valueIn(properties: Dictionary, name: string): unknown {
  return name === 'protectedSettings' ? name : properties[name]
}

function propertiesOf(template: string): Dictionary {
  const [resource] = readArtefact(template).resources as Dictionary[]
  return resource?.properties as Dictionary
}

/** All files of the module as one object. */
async function read(paths: readonly string[]): Promise<Dictionary> {
  const parsed = await Promise.all(
    paths.map((path) => parse(path, readFileSync(join(root, 'rollout', path), 'utf8')) as Promise<Dictionary>),
  )
  return parsed.reduce((all, part) => ({ ...all, ...part }), {})
}
