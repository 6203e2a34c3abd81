import { join } from 'node:path'
import { createLoader } from './loader.ts'

// handler.sh has cleaned the environment; bash still hands on names that no shell can unset, and adds two of its own.
for (const name of Object.keys(process.env)) {
  if (/^_$|^SHLVL$|\W/.test(name)) Reflect.deleteProperty(process.env, name)
}

const main = join(__dirname, 'main.cjs')
process.argv[1] = main
createLoader().load(main)
