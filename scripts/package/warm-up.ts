import { writeFileSync } from 'node:fs'
import { codeCacheName, createLoader } from './loader.ts'

/**
 * Runs at build time on the runtime that is shipped: `warm-up.cjs FILE...` writes a code cache for each file of the
 * current folder. Their names stay relative, because what a file learns of its own path gets into the cache. `--help`
 * is a fixed path through the program that changes nothing.
 */
const files = process.argv.slice(2)
process.argv = [process.argv0, 'main.cjs', '--help']

// A program that ends in the middle of being loaded would leave its chunks without what they share with it.
process.exit = (() => undefined) as () => never

const { load, scripts } = createLoader()
process.on('exit', () => {
  for (const [file, script] of scripts) writeFileSync(codeCacheName(file), script.createCachedData())
})
for (const file of files) load(file)
