import { writeFileSync } from 'node:fs'
import { codeCacheName, createLoader } from './loader.ts'
import type { Program } from './program.ts'
import { rehearse } from './rehearsal.ts'

/**
 * Runs at build time on the runtime that is shipped: `warm-up.cjs VERSION FILE...` writes a code cache for each file of
 * the current folder, the program first. Their names stay relative, because what a file learns of its own path gets
 * into the cache. What has run by then V8 need not compile in a command.
 */
const [version = '', program = '', ...parts] = process.argv.slice(2)
process.argv = [process.argv0, program, '--help']
const { load, scripts } = createLoader()

async function warmUp(): Promise<void> {
  const loaded = load(program) as Program
  if (loaded.systemHost !== undefined) await rehearse(loaded.main, loaded.systemHost, version)
  if (scripts.has('change.cjs')) throw new Error('the rehearsal found something to do')
  await loaded.main(process.argv.slice(2))
  for (const file of parts) load(file)
  for (const [file, script] of scripts) writeFileSync(codeCacheName(file), script.createCachedData())
  process.exit(0)
}

void warmUp()
