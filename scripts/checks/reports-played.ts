import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { reports } from '../../test/reports/reports.ts'
import { root } from '../package/paths.ts'
import { notPassed } from './played.ts'

/** Argument: the folder with the reports of vitest. Says which tests of the table of failures have not passed. */
const folder = process.argv[2] ?? ''
const texts = readdirSync(folder).map((name) => readFileSync(join(folder, name), 'utf8'))
const wanted = reports.flatMap(({ proof }) => (proof.kind === 'outside' ? [] : proof.tests))
const missing = notPassed(texts, wanted, root)
for (const { file, name } of missing) console.log(`not seen to pass: ${file} > ${name}`)
console.log(`${reports.length} reported failures, ${missing.length} of their tests not seen to pass`)
process.exitCode = missing.length === 0 ? 0 : 1
