import type { Host, RunResult } from '../host.ts'
import type { PackageState } from '../core/facts.ts'
import { HandlerFailure } from '../core/failure.ts'
import { absentPackage } from '../core/plan.ts'
import { sortNewestFirst } from '../core/rpm-version.ts'
import { speak, type Grammar } from './grammar.ts'
import { environmentOf } from './package-attempt.ts'
import { heldBack } from './package-holds.ts'
import { askPackages } from './package-question.ts'

/**
 * The state of packages by name; every name asked for has one. Throws `packages.database` when the database
 * cannot be read and `dependency.missing-tool` when its tool is missing: "not installed" is never guessed.
 */
export async function queryPackages(
  host: Host,
  grammar: Grammar,
  names: readonly string[],
): Promise<Record<string, PackageState>> {
  const found = await query(host, grammar, names)
  const asked = Object.fromEntries(names.map((name) => [name, found[name] ?? absentPackage]))
  const held = await heldBack(host, grammar, names)
  const states = Object.entries({ ...asked, ...found })
  return Object.fromEntries(states.map(([name, state]) => [name, held.has(name) ? { ...state, held: true } : state]))
}

/** The state of every package the machine knows; whether one is held is told by what its manager wrote there, if at all. */
export function queryAll(host: Host, grammar: Grammar): Promise<Readonly<Record<string, PackageState>>> {
  return query(host, grammar, [])
}

/** The versions of a package that the lists of the machine offer, newest first; `scope` says whose lists. */
export async function offeredVersions(
  host: Host,
  grammar: Grammar,
  name: string,
  scope: readonly string[] = [],
): Promise<string[]> {
  const argv = speak(grammar.listVersions, { name, scope })
  const { stdout } = await askPackages(host, argv, { env: environmentOf(grammar, 0) })
  const entries = [...stdout.matchAll(new RegExp(grammar.listedVersion, 'gm'))]
  const versions = entries.flatMap(({ groups = {} }) => (groups.name === name ? [groups.version ?? ''] : []))
  const offered = [...new Set(versions)]
  return grammar.versionOrder === 'rpm' ? sortNewestFirst(offered) : offered
}

async function query(host: Host, grammar: Grammar, names: readonly string[]): Promise<Record<string, PackageState>> {
  const argv = speak(grammar.queryPackages, { names: patternsOf(grammar, names) })
  const result = await askPackages(host, argv)
  requireAnswer(grammar, argv, result, grammar.queryAnswers)
  const states: Record<string, PackageState> = {}
  for (const [name, state] of result.stdout.split('\n').flatMap(parseLine)) states[name] = state
  return states
}

/**
 * Throws `packages.database` where a question to the database was not answered with one of these exit codes, and
 * `dependency.missing-tool` where nobody could be asked: silence is never taken for "there is none".
 */
export function requireAnswer(
  { queryTrouble }: Grammar,
  [tool = '']: readonly string[],
  { exitCode, stderr, problem }: RunResult,
  answers: readonly number[],
): void {
  if (problem === 'ENOENT') throw new HandlerFailure('dependency.missing-tool', { tool })
  const trouble = new RegExp(queryTrouble, 'm').test(stderr)
  if (!trouble && exitCode !== undefined && answers.includes(exitCode)) return
  const said = stderr.trim().split('\n')[0] ?? ''
  const detail = said.replace(`${tool}: `, '') || (problem ?? 'no answer')
  throw new HandlerFailure('packages.database', { detail: `${tool}: ${detail}` })
}

/** rpm finds all keys under one name, and none under the name of its own that the answer gives it. */
function patternsOf({ repositories }: Grammar, names: readonly string[]): string[] {
  const prefix = repositories.keyName.replace(/\{.*/, '')
  const isKey = (name: string): boolean => prefix !== '' && name.startsWith(prefix)
  return [...new Set(names.map((name) => (isKey(name) ? prefix.replace(/-$/, '') : name)))]
}

/** `name<TAB>want flag status<TAB>version`, the three words of dpkg-query(1). */
function parseLine(line: string): [string, PackageState][] {
  const [name, words, version] = line.split('\t')
  if (name === undefined || words === undefined || version === undefined) return []
  const [want, flag, status] = words.split(' ')
  return [
    [
      name,
      {
        status: statusOf(flag, status),
        version,
        held: want === 'hold',
        residual: status === 'config-files',
      },
    ],
  ]
}

function statusOf(flag: string | undefined, status: string | undefined): PackageState['status'] {
  if (flag !== 'ok') return 'broken'
  if (status === 'installed') return 'installed'
  return status === 'not-installed' || status === 'config-files' ? 'absent' : 'broken'
}
