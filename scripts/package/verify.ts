import { boundsFor, sizeProblems } from './bounds.ts'
import type { ReadEntry, ReadZip } from './read-zip.ts'
import type { ZipEntry } from './zip.ts'

const manifestName = 'HandlerManifest.json'
const commands = ['installCommand', 'enableCommand', 'disableCommand', 'updateCommand', 'uninstallCommand']

/** Files and folders that the agent itself keeps in the folder into which it unpacks the zip. */
const agentNames = ['HandlerEnvironment.json', 'config', 'status', 'mrseq', 'heartbeat.log', 'package_validated']

/** What is wrong with a zip that was read again, compared with what should be in it; empty when all is well. */
export function zipProblems(zip: ReadZip, sources: readonly ZipEntry[]): string[] {
  const unpackedBytes = zip.entries.reduce((sum, { data }) => sum + data.length, 0)
  return [
    ...sizeProblems({ zipBytes: zip.bytes, unpackedBytes }, boundsFor(architectureNames(zip.entries).length)),
    ...zip.entries.flatMap(entryProblems),
    ...sameNameProblems(zip.entries),
    ...manifestProblems(zip.entries),
    ...differences(zip.entries, sources),
  ]
}

/** The architectures whose runtimes are in the zip. */
function architectureNames(entries: readonly ReadEntry[]): string[] {
  return [...new Set(entries.flatMap(({ name }) => /^runtime\/([^/]+)\//.exec(name)?.[1] ?? []))]
}

function entryProblems({ name, mode, data, crcMatches }: ReadEntry): string[] {
  const problems: string[] = []
  const parts = name.split('/')
  if (!/^[A-Za-z0-9._+@/-]+$/.test(name)) problems.push('has a name that not every system can write')
  if (parts.includes('..') || parts.includes('.') || parts.includes('')) problems.push('leaves its folder or is one')
  if (agentNames.includes(parts[0]!)) problems.push("takes a name of the agent's own")
  if ((mode & 0o170000) !== 0o100000) problems.push('is no regular file')
  if (!crcMatches) problems.push('has a wrong checksum')
  if (data.length === 0) problems.push('is empty')
  if (/\.(sh|cjs|json)$/.test(name) && data.includes('\r\n')) problems.push('has Windows line endings')
  if (data.subarray(0, 3).equals(Buffer.from([0xef, 0xbb, 0xbf]))) problems.push('starts with a byte order mark')
  return problems.map((problem) => `${name} ${problem}`)
}

/** Two names that differ in case alone are one file on some systems where people look into the zip. */
function sameNameProblems(entries: readonly ReadEntry[]): string[] {
  const names = entries.map(({ name }) => name.toLowerCase())
  return names.filter((name, index) => names.indexOf(name) !== index).map((name) => `${name} is there twice`)
}

/** The agent takes the first manifest that it meets anywhere, and runs what its commands name. */
function manifestProblems(entries: readonly ReadEntry[]): string[] {
  const found = entries.filter(({ name }) => name.split('/').at(-1) === manifestName)
  if (found.length !== 1 || found[0]!.name !== manifestName) return [`not just one ${manifestName}, in the root`]
  const [first] = JSON.parse(found[0]!.data.toString('utf8')) as { handlerManifest: Record<string, string> }[]
  return commands.flatMap((key) => {
    const program = (first?.handlerManifest[key] ?? '').split(' ')[0]!
    const entry = entries.find(({ name }) => name === program)
    if (entry === undefined) return [`${key} names ${program}, which the zip does not have`]
    return entry.data.subarray(0, 2).toString() === '#!' ? [] : [`${key} names ${program}, which is no script`]
  })
}

function differences(entries: readonly ReadEntry[], sources: readonly ZipEntry[]): string[] {
  const wanted = sources.map(({ name }) => name).toSorted()
  if (wanted.join() !== entries.map(({ name }) => name).join())
    return ['the names are not the sorted names of the sources']
  const byName = new Map(sources.map(({ name, data }) => [name, data]))
  return entries
    .filter(({ name, data }) => !byName.get(name)!.equals(data))
    .map(({ name }) => `${name} has other content`)
}
