import { join } from 'node:path'
import { describeFailure } from '../../src/core/failure.ts'
import { createLoader } from './loader.ts'
import type { Program } from './program.ts'

// handler.sh has cleaned the environment; bash still hands on names that no shell can unset, and adds two of its own.
for (const name of Object.keys(process.env)) {
  if (/^_$|^SHLVL$|\W/.test(name)) Reflect.deleteProperty(process.env, name)
}

// The program tells its own failures. This is for a program that cannot even be loaded: Node would print the line that
// failed, which in a bundle is half a megabyte, and the agent would keep nothing but its beginning.
process.on('uncaughtException', (error) => {
  const { exit, cause, remedy } = describeFailure('handler.bug', { detail: error.message })
  const frames = (error.stack ?? '').split('\n').filter((line) => /^ +at /.test(line))
  process.stderr.write([`${exit}: ${cause}`, remedy, ...frames.slice(0, 5)].join('\n').slice(0, 1500) + '\n')
  process.exit(process.argv[2] === 'disable' ? 0 : exit) // a failing disable would hold up a delete
})

const file = join(__dirname, 'main.cjs')
process.argv[1] = file
const { main } = createLoader().load(file) as Program
void main(process.argv.slice(2)).then((code) => {
  // A name server that does not answer would keep the process for half a minute; everything is written by now.
  process.exit(code)
})
