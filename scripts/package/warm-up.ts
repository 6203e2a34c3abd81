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

// A program that ends by itself after its help would end before the rest is loaded.
const exit = process.exit.bind(process)
process.exit = (() => undefined) as () => never

const kept = new Set<string>()

/** Writes the caches of what was loaded since the last time: what a later command needs of it is no part of them. */
function keepCaches(): void {
  const fresh = [...scripts].filter(([file]) => !kept.has(file))
  for (const [file, script] of fresh) writeFileSync(codeCacheName(file), script.createCachedData())
  for (const [file] of fresh) kept.add(file)
}

async function warmUp(): Promise<void> {
  const { main, systemHost } = load(program) as Program
  if (systemHost !== undefined) {
    await rehearse('enable', { main, systemHost }, version)
    if (scripts.has('change.cjs')) throw new Error('the rehearsal found something to do')
    keepCaches()
    await rehearse('install', { main, systemHost }, version)
    keepCaches()
  }
  await main(process.argv.slice(2))
  for (const file of parts) load(file)
  keepCaches()
  exit(0)
}

void warmUp()
