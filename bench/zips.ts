import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageIfStale } from '../scripts/package/build.ts'
import { architecturesNamed, defaultOptions } from '../scripts/package/options.ts'
import { readZip } from '../scripts/package/read-zip.ts'
import { measureProgram, readMeasured } from './measure.ts'
import type { Contender } from './rounds.ts'

export interface Zip {
  readonly name: string
  readonly path: string
  readonly bytes: number
  readonly unpackedBytes: number
}

/** The zips that can be made: for each architecture, and the one for both that is published. */
export async function zips(): Promise<Zip[]> {
  const made: Zip[] = []
  for (const name of ['x64', 'arm64', undefined]) {
    const path = await packageIfStale({ ...defaultOptions(), architectures: architecturesNamed(name) })
    const { bytes, entries } = await readZip(path)
    const unpackedBytes = entries.reduce((sum, { data }) => sum + data.length, 0)
    made.push({ name: name ?? 'x64 and arm64', path, bytes, unpackedBytes })
  }
  return made
}

/** Unpacking each zip as the agent does it, into a fresh folder every time. */
export async function unpacking(all: readonly Zip[]): Promise<Contender[]> {
  const measure = await measureProgram()
  return all.map(({ name, path }) => ({
    name,
    run: async () => {
      const folder = mkdtempSync(join(tmpdir(), 'unpacked-'))
      try {
        const command = ['python3', join(import.meta.dirname, 'unpack.py'), path, folder]
        return readMeasured(execFileSync(measure, command, { encoding: 'utf8' }), name)
      } finally {
        rmSync(folder, { recursive: true })
      }
    },
  }))
}
