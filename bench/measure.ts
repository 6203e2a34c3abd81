import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../test/lab/packages/cache.ts'
import { runTool } from '../test/lab/packages/tools.ts'

/** What one run of a command took; `peakKib` is the largest resident set of it and of the children it waited for. */
export interface Measured {
  readonly wallMs: number
  readonly cpuMs: number
  readonly peakKib: number
}

/** Where the measuring program lies in a machine of the lab. */
export const measurePath = '/run/measure'

/** The path of the measuring program on this machine, compiled when it is not cached. */
export async function measureProgram(): Promise<string> {
  const source = join(import.meta.dirname, 'measure.c')
  const folder = await cached('measure', [readFileSync(source, 'utf8')], async (draft) => {
    await runTool('gcc', ['-O2', '-static', '-o', join(draft, 'measure'), source])
  })
  return join(folder, 'measure')
}

/** Reads what the program printed; throws when the command it ran did not end with 0: a failure is quick. */
export function readMeasured(printed: string, what: string): Measured {
  const [wall, user, system, peakKib, code] = printed.trim().split(' ').map(Number)
  if (code !== 0) throw new Error(`${what} ended with ${code ?? 'nothing'}`)
  return { wallMs: wall! / 1000, cpuMs: (user! + system!) / 1000, peakKib: peakKib! }
}
