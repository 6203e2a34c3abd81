import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../packages/cache.ts'
import { runTool } from '../packages/tools.ts'
import type { Variant } from '../machine/variants.ts'
import type { Bench } from './bench.ts'

const library = '/usr/lib/hurry.so'
const preload = '/etc/ld.so.preload'
const sign = '/run/hurry'

/** A machine on which the handler's clock can be made to run. */
export async function hurryVariant(): Promise<Variant> {
  const source = join(import.meta.dirname, 'hurry.c')
  const folder = await cached('hurry', [readFileSync(source, 'utf8')], async (draft) => {
    await runTool('gcc', ['-shared', '-fPIC', '-O2', '-s', '-o', join(draft, 'hurry.so'), source])
  })
  return { files: { [library]: { content: readFileSync(join(folder, 'hurry.so')), mode: 0o755 } } }
}

/** What starts from now on can be hurried: the environment does not reach the handler, which keeps little of it. */
export async function allowHurry(bench: Bench): Promise<void> {
  await bench.vm.guest.write(preload, `${library}\n`)
}

export async function forbidHurry(bench: Bench): Promise<void> {
  await bench.vm.guest.must(['rm', preload])
}

/** From now on its clock runs 100 times as fast, for 800 of its seconds or until `calmDown`. */
export async function hurry(bench: Bench): Promise<void> {
  await bench.vm.guest.write(sign, '')
}

export async function calmDown(bench: Bench): Promise<void> {
  await bench.vm.guest.must(['rm', sign])
}
