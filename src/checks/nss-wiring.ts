import { limits } from '../core/limits.ts'
import type { MissingPiece } from '../core/piece.ts'
import type { Target } from '../core/target.ts'
import { placesOf } from '../core/vendor-files.ts'
import type { Host } from '../host.ts'
import { entraUser } from './effective-sshd.ts'
import { readBareLines } from './readable.ts'

/** What keeps the system from finding Entra users by their names; nothing when it asks the module and that answers. */
export async function missingNss(host: Host, { wiring }: Pick<Target, 'wiring'>): Promise<MissingPiece[]> {
  const { file, database, module } = wiring.nss
  const lines = await readBareLines(host, placesOf(file, wiring))
  const line = lines.find((candidate) => candidate.startsWith(`${database}:`)) ?? ''
  const modules = line.slice(database.length + 1).split(/\s+/)
  if (!modules.includes(module))
    return [{ piece: 'nss', what: `"${module}" is not in the ${database} line of ${file}` }]
  return (await silentModule(host, wiring.nss)).map((what) => ({ piece: 'nss-module', what }))
}

/**
 * getent ends alike when a module does not know a name and when it cannot be loaded at all; only the dynamic loader
 * tells them apart. A system whose loader says nothing (no glibc) is not judged.
 */
async function silentModule(host: Host, { database, module }: Target['wiring']['nss']): Promise<string[]> {
  const result = await host.processes.run(['getent', '-s', module, database, entraUser], {
    timeoutMs: limits.query.timeoutMs,
    env: { LD_DEBUG: 'files' },
  })
  if (result.exitCode === 0) return []
  if (result.problem === 'timed out') return [`the NSS module "${module}" does not answer`]
  const library = `libnss_${module}.so`
  const about = result.stderr.split('\n').filter((line) => line.includes(library))
  if (about.length === 0 || about.some((line) => line.includes('calling init:'))) return []
  return [`the NSS module "${module}" cannot be loaded (${library}.2 is missing, or does not fit this system)`]
}
