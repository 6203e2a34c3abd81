import { existsSync, writeFileSync } from 'node:fs'
import { codeCacheName, createLoader } from './loader.ts'
import type { Program } from './program.ts'

/**
 * Runs at build time on the runtime that is shipped: `warm-up.cjs FILE...` writes a code cache for each file of the
 * current folder that has none, the program first. Their names stay relative, because what a file learns of its own
 * path gets into the cache. `--help` is a fixed path through the program that changes nothing.
 */
const [program = '', ...parts] = process.argv.slice(2)
process.argv = [process.argv0, program, '--help']

// A program that ends by itself after its help would end before the rest is loaded.
process.exit = (() => undefined) as () => never

const { load, scripts } = createLoader()
process.on('exit', () => {
  for (const [file, script] of scripts)
    if (!existsSync(codeCacheName(file))) writeFileSync(codeCacheName(file), script.createCachedData())
})
void (load(program) as Program).main(process.argv.slice(2))
for (const file of parts) load(file)
