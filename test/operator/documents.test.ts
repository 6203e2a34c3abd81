import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { operatorSchema as published } from '../../scripts/tables/operator-schema.ts'
import { verbNames } from '../../src/core/verb.ts'
import { operatorSchema } from '../../src/operator/documents.ts'

describe('the published schema', () => {
  it('is the one that the documents are checked with (npm run tables writes it)', () => {
    expect(readFileSync(join(import.meta.dirname, '../..', published.path), 'utf8')).toBe(published.text())
  })

  it('has a document for each verb', () => {
    const verbs = operatorSchema.options.map((option) => option.shape.verb.value)

    expect(verbs.toSorted()).toEqual([...verbNames].toSorted())
  })

  it('allows members that a later version adds', () => {
    expect(published.text()).not.toContain('"additionalProperties": false')
  })
})
