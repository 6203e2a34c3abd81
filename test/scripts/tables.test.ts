import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from '../../scripts/package/paths.ts'
import { documents } from '../../scripts/tables/documents.ts'
import { fillTables } from '../../scripts/tables/fill.ts'
import { markdownTable } from '../../scripts/tables/markdown.ts'
import { editorSchema } from '../../scripts/tables/profile-schema.ts'
import { tables } from '../../scripts/tables/tables.ts'
import { failures } from '../../src/core/failures.ts'

describe('the generated tables', () => {
  it.each(documents)('%s holds what its data says', (name) => {
    const text = readFileSync(join(root, name), 'utf8')

    expect(fillTables(text)).toBe(text)
  })

  it('the schema for editors is the one that the handler checks with', () => {
    expect(readFileSync(join(root, editorSchema.path), 'utf8')).toBe(editorSchema.text())
  })

  it.each(Object.keys(tables))('%s stands in a document', (name) => {
    const texts = documents.map((document) => readFileSync(join(root, document), 'utf8'))

    expect(texts.some((text) => text.includes(`<!-- table: ${name} -->`))).toBe(true)
  })

  it.each(Object.keys(failures))('the failure %s is documented', (code) => {
    expect(tables.failures!()).toContain(`\`${code}\``)
  })

  it.each(['24.04', '| AlmaLinux '])('the matrix has %s', (system) => {
    expect(tables.matrix!()).toContain(system)
  })
})

describe('fillTables', () => {
  it('puts the table in the place of what was there', () => {
    const text = 'a\n<!-- table: budgets -->\nold\n<!-- end -->\nb\n'

    expect(fillTables(text)).toBe(`a\n<!-- table: budgets -->\n\n${tables.budgets!()}\n\n<!-- end -->\nb\n`)
  })

  it.each([
    ['<!-- table: nobody -->\n<!-- end -->', 'there is no table nobody'],
    ['<!-- table: budgets -->\n', 'a table has a beginning but no end'],
  ])('refuses %j', (text, problem) => {
    expect(() => fillTables(text)).toThrow(problem)
  })
})

describe('markdownTable', () => {
  it('pads the columns and keeps bars and line ends out of cells', () => {
    expect(markdownTable(['A', 'Long'], [['a|b\nc', 'x']])).toBe(
      ['| A      | Long |', '| ------ | ---- |', '| a\\|b c | x    |'].join('\n'),
    )
  })
})
