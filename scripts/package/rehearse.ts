import { writeFileSync } from 'node:fs'
import { codeCacheName, createLoader } from './loader.ts'
import type { Program } from './program.ts'
import { rehearse } from './rehearsal.ts'

/**
 * Runs at build time on the runtime that is shipped: `rehearse.cjs VERSION FILE` runs `enable` with nothing to do in
 * the program of the current folder and writes a code cache for each file that was loaded: what has run by then, V8
 * need not compile in that command. A process by itself, because what runs longer does not always give the same bytes.
 */
const [version = '', file = ''] = process.argv.slice(2)
const { load, scripts } = createLoader()

async function makeCaches(): Promise<void> {
  const { main, systemHost } = load(file) as Program
  if (systemHost === undefined) return
  await rehearse({ main, systemHost }, version)
  if (scripts.has('change.cjs')) throw new Error('the rehearsal found something to do')
  for (const [name, script] of scripts) writeFileSync(codeCacheName(name), script.createCachedData())
}

void makeCaches().then(() => process.exit(0))
