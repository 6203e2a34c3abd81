import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { protectedSettingsSchema, publicSettingsSchema } from '../../src/agent/settings-schema.ts'

interface JsonSchema {
  readonly description?: string
  readonly properties?: Readonly<Record<string, JsonSchema>>
}

describe.each([
  ['public', publicSettingsSchema],
  ['protected', protectedSettingsSchema],
])('the %s schema', (_, schema) => {
  const described = z.toJSONSchema(schema, { io: 'input' }) as JsonSchema

  it('describes every setting with a sentence, so that the documentation can be made from it', () => {
    const settings = flat(described, '')

    expect(settings.length).toBeGreaterThan(2)
    for (const [path, setting] of settings) expect(setting.description, path).toMatch(/^[A-Z].*\.$/)
  })
})

describe('publicSettingsSchema', () => {
  it('asks for nothing and fills in the defaults', () => {
    expect(publicSettingsSchema.parse({})).toEqual({
      allowDerivatives: false,
      identityWaitSeconds: 120,
      sessions: 'wait',
      migrate: false,
      logLevel: 'info',
    })
  })
})

function flat(schema: JsonSchema, path: string): [string, JsonSchema][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, inner]) => [
    [`${path}${name}`, inner],
    ...flat(inner, `${path}${name}.`),
  ])
}
