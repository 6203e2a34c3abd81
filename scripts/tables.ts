import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './package/paths.ts'
import { documents } from './tables/documents.ts'
import { fillTables } from './tables/fill.ts'
import { operatorSchema } from './tables/operator-schema.ts'
import { editorSchema } from './tables/profile-schema.ts'

/** Writes every generated table into its document; with --check only says which documents are not up to date. */
const checkOnly = process.argv.includes('--check')
const schemas = [editorSchema, operatorSchema]
const stale = [...documents, ...schemas.map(({ path }) => path)].filter((name) => {
  const path = join(root, name)
  const before = readFileSync(path, 'utf8')
  const after = schemas.find((schema) => schema.path === name)?.text() ?? fillTables(before)
  if (!checkOnly && after !== before) writeFileSync(path, after)
  return after !== before
})
for (const name of stale) console.log(checkOnly ? `${name} is not up to date: npm run tables` : `${name} updated`)
process.exitCode = checkOnly && stale.length > 0 ? 1 : 0
