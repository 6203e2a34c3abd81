import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './package/paths.ts'
import { documents } from './tables/documents.ts'
import { fillTables } from './tables/fill.ts'
import { operatorSchema } from './tables/operator-schema.ts'
import { editorSchema } from './tables/profile-schema.ts'
import { rolloutFiles } from './tables/rollout/files.ts'

/** Writes every generated file, and table into its document; with --check only says which are not up to date. */
const checkOnly = process.argv.includes('--check')
const files = [editorSchema, operatorSchema, ...rolloutFiles]
const stale = [...documents, ...files.map(({ path }) => path)].filter((name) => {
  const path = join(root, name)
  const before = existsSync(path) ? readFileSync(path, 'utf8') : ''
  const after = files.find((file) => file.path === name)?.text() ?? fillTables(before)
  if (!checkOnly && after !== before) writeFileSync(path, after)
  return after !== before
})
for (const name of stale) console.log(checkOnly ? `${name} is not up to date: npm run tables` : `${name} updated`)
process.exitCode = checkOnly && stale.length > 0 ? 1 : 0
