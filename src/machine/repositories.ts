import { parseDeb822, parseSourceList } from '../core/apt-sources.ts'
import type { RepositoryEntry, System } from '../core/facts.ts'
import { limits } from '../core/limits.ts'
import { fillVariables, parseRepoFile } from '../core/repo-file.ts'
import type { Host } from '../host.ts'
import type { Grammar } from './grammar.ts'
import { askPackages } from './package-question.ts'

type Parser = (file: string, text: string) => RepositoryEntry[]

/** Which files of its folders a manager reads, and how; apt passes over names with any other character. */
const parsers: Readonly<Record<Grammar['repositories']['format'], readonly { name: RegExp; parse: Parser }[]>> = {
  apt: [
    { name: /^[\w-][\w.-]*\.list$/, parse: parseSourceList },
    { name: /^[\w-][\w.-]*\.sources$/, parse: parseDeb822 },
  ],
  ini: [{ name: /^[^.].*\.(?:repo|conf)$/, parse: parseRepoFile }],
}

/** Every package source that the machine has configured, enabled or not. A file that cannot be read is passed over. */
export async function readRepositories(host: Host, grammar: Grammar, system: System): Promise<RepositoryEntry[]> {
  const { format, places } = grammar.repositories
  const entries: RepositoryEntry[] = []
  for (const file of await filesOf(host, places)) {
    const name = file.slice(file.lastIndexOf('/') + 1)
    const parser = parsers[format].find((one) => one.name.test(name))
    if (parser === undefined) continue
    try {
      entries.push(...parser.parse(file, (await host.files.readText(file, limits.read.configurationBytes)) ?? ''))
    } catch (error) {
      host.log.write('warn', `${file} cannot be read and is passed over`, { error: String(error) })
    }
  }
  return fillAddresses(host, grammar, { system, entries })
}

async function filesOf(host: Host, places: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (const place of places) {
    const names = await listed(host, place)
    found.push(...(names === undefined ? [place] : names.map((name) => `${place}/${name}`)))
  }
  return found
}

/** Undefined for what is no folder. */
async function listed(host: Host, place: string): Promise<string[] | undefined> {
  return host.files.list(place).catch(() => undefined)
}

interface Read {
  readonly system: System
  readonly entries: readonly RepositoryEntry[]
}

/** Addresses as the manager would fill them; nothing is asked where none has a variable. */
async function fillAddresses(host: Host, { repositories }: Grammar, read: Read): Promise<RepositoryEntry[]> {
  const { system, entries } = read
  if (repositories.format === 'apt' || !entries.some(({ url }) => url.includes('$'))) return [...entries]
  const release = await releaseVersion(host, repositories.release, system)
  const variables = new Map([
    ['arch', system.architecture],
    ['basearch', system.architecture],
    ...releaseVariables(release),
    ...(await readVariables(host, repositories.variableFolders)),
  ])
  return entries.map((entry) => ({ ...entry, url: fillVariables(entry.url, variables) }))
}

function releaseVariables(release: string): [string, string][] {
  if (release === '') return []
  const [major = '', minor = ''] = release.split('.')
  return [
    ['releasever', release],
    ['releasever_major', major],
    ['releasever_minor', minor],
  ]
}

async function releaseVersion(
  host: Host,
  { query, answers }: Grammar['repositories']['release'],
  { versionId }: System,
): Promise<string> {
  if (query.length === 0) return versionId
  const { stdout } = await askPackages(host, query)
  const told = answers.map((pattern) => new RegExp(pattern, 'm').exec(stdout)?.[1])
  return told.find((version) => version !== undefined) ?? versionId
}

/** One variable per file: its name, and its first line (dnf.conf(5), "repo variables"). */
async function readVariables(host: Host, folders: readonly string[]): Promise<[string, string][]> {
  const found: [string, string][] = []
  for (const folder of folders)
    for (const name of (await listed(host, folder)) ?? []) {
      const path = `${folder}/${name}`
      const text = await host.files.readText(path, limits.read.configurationBytes).catch(() => undefined)
      const value = text?.split('\n')[0]?.trim() ?? ''
      if (value !== '') found.push([name, value])
    }
  return found
}
