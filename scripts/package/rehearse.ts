import { writeFileSync } from 'node:fs'
import { setImmediate, setTimeout } from 'node:timers/promises'
import { codeCacheName, createLoader } from './loader.ts'
import { patient } from './patient.ts'
import type { Program } from './program.ts'
import { rehearseEnable } from './rehearse-enable.ts'
import { rehearseInstall } from './rehearse-install.ts'
import { openNetwork } from './rehearsal-network.ts'

/**
 * Runs at build time on the runtime that is shipped: `rehearse.cjs VERSION FILE` runs `enable` with nothing to do, then
 * `install` on a fresh machine, in the program of the current folder, and writes a code cache for each file that was
 * loaded: what has run by then, V8 need not compile in these commands. A process by itself, because what runs longer
 * does not always give the same bytes.
 */
const [version = '', file = ''] = process.argv.slice(2)
const { load, scripts } = createLoader()

async function makeCaches(): Promise<void> {
  const program = load(file) as Program
  if (program.systemHost === undefined) return
  const { address, close } = await openNetwork()
  const machine = patient(program.systemHost({ imds: address }))
  await rehearseEnable(program, machine, version)
  if (scripts.has('change.cjs')) throw new Error('the rehearsal found something to do')
  // A log is opened once; of @azure/identity there is one in a process.
  const next = { ...patient(program.systemHost({})), identity: machine.identity }
  await rehearseInstall(program, next, address)
  // What the handler does half a second after the end of a program, a slow machine has seen by now, a fast one not yet.
  await setTimeout(1000)
  await setImmediate()
  close()
  for (const [name, script] of scripts) writeFileSync(codeCacheName(name), script.createCachedData())
}

void makeCaches().then(() => process.exit(0))
