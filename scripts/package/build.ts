import { randomUUID } from 'node:crypto'
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { architectures } from './architectures.ts'
import { inputsDigest } from './freshness.ts'
import type { PackageOptions } from './options.ts'
import { provenanceProblems } from './provenance.ts'
import { readZip } from './read-zip.ts'
import { fillStage } from './stage.ts'
import { tarGzip } from './tar.ts'
import { zipProblems } from './verify.ts'
import { zipBytes, type ZipEntry } from './zip.ts'

/** The path of the zip, which is only built when something that goes into it has changed since it was. */
export async function packageIfStale(options: PackageOptions): Promise<string> {
  const path = zipPath(options)
  const mark = `${path}.inputs`
  if (existsSync(path) && existsSync(mark) && readFileSync(mark, 'utf8') === inputsDigest(options)) return path
  await buildPackage(options)
  return path
}

/** Builds the zip, reads it again and answers its path; a zip with problems is not left behind. */
export async function buildPackage(options: PackageOptions): Promise<string> {
  const inputs = inputsDigest(options)
  const stage = mkdtempSync(join(tmpdir(), 'package-'))
  try {
    await fillStage(stage, options)
    const sources = stagedEntries(stage)
    mkdirSync(options.out, { recursive: true })
    const path = zipPath(options)
    await writeVerified(path, sources)
    writeFileSync(`${path}.inputs`, inputs)
    return path
  } finally {
    rmSync(stage, { recursive: true })
  }
}

/**
 * Writes what a finished zip holds as a tar.gz beside it, for VM Applications and people, and answers its path. A zip
 * with less than every architecture gives one that is named after what it has.
 */
export async function writeApplication(options: PackageOptions): Promise<string> {
  const path = join(options.out, `aadsshlogin-handler${lessThanAll(options)}.tar.gz`)
  const { entries } = await readZip(zipPath(options))
  writeFileSync(
    path,
    tarGzip(entries.map(({ name, data, mode }) => ({ name, data, executable: (mode & 0o100) !== 0 }))),
  )
  return path
}

/** The zip that is published carries every architecture; one that carries less is named after what it has. */
function zipPath(options: PackageOptions): string {
  return join(options.out, `AADSSHLoginForLinux-${options.version}${lessThanAll(options)}.zip`)
}

function lessThanAll({ architectures: carried }: PackageOptions): string {
  return carried.length < architectures.length ? carried.map(({ name }) => `-${name}`).join('') : ''
}

async function writeVerified(path: string, sources: readonly ZipEntry[]): Promise<void> {
  const unfinished = `${path}.${randomUUID()}`
  try {
    writeFileSync(unfinished, await zipBytes(sources))
    const zip = await readZip(unfinished)
    const problems = [...zipProblems(zip, sources), ...provenanceProblems(zip.entries)]
    if (problems.length > 0) throw new Error(`the zip is not fit to publish:\n  ${problems.join('\n  ')}`)
    renameSync(unfinished, path)
  } finally {
    rmSync(unfinished, { force: true })
  }
}

/** Only the script and the loaders need to be executable; the agent makes every file so, other unpackers do not. */
function stagedEntries(stage: string): ZipEntry[] {
  const loaders = architectures.map(({ loader }) => loader)
  return readdirSync(stage, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ name: file, parentPath }) => {
      const path = join(parentPath, file)
      const executable = file.endsWith('.sh') || file === 'node' || loaders.includes(file)
      return { name: relative(stage, path), data: readFileSync(path), executable }
    })
}
