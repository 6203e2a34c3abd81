import type { Host } from '../host.ts'
import type { PackageState } from '../core/facts.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { absentPackage } from '../core/plan.ts'
import { speak, type Grammar } from './grammar.ts'

/**
 * The state of packages by name; every name asked for has one. Throws `packages.database` when the database
 * cannot be read and `dependency.missing-tool` when its tool is missing: "not installed" is never guessed.
 */
export async function queryPackages(
  host: Host,
  grammar: Grammar,
  names: readonly string[],
): Promise<Record<string, PackageState>> {
  const asked = Object.fromEntries(names.map((name) => [name, absentPackage]))
  return { ...asked, ...(await query(host, grammar, names)) }
}

/** The names of all packages that are installed, however well. */
export async function installedNames(host: Host, grammar: Grammar): Promise<Set<string>> {
  const states = await query(host, grammar, [])
  return new Set(Object.keys(states).filter((name) => states[name]?.status !== 'absent'))
}

/** The versions of a package that the lists of the machine offer, newest first as the manager prints them. */
export async function offeredVersions(host: Host, grammar: Grammar, name: string): Promise<string[]> {
  const argv = speak(grammar.listVersions, { name })
  const { stdout } = await host.processes.run(argv, { timeoutMs: limits.query.timeoutMs })
  return stdout.split('\n').flatMap((line) => {
    const [listed, version] = line.split('|').map((cell) => cell.trim())
    return listed === name && version !== undefined ? [version] : []
  })
}

async function query(host: Host, grammar: Grammar, names: readonly string[]): Promise<Record<string, PackageState>> {
  const argv = speak(grammar.queryPackages, { names })
  const result = await host.processes.run(argv, { timeoutMs: limits.query.timeoutMs })
  const tool = argv[0] ?? ''
  if (result.problem === 'ENOENT') throw new HandlerFailure('dependency.missing-tool', { tool })
  if (result.exitCode === undefined || !grammar.queryAnswers.includes(result.exitCode)) {
    const said = result.stderr.trim().split('\n')[0] ?? ''
    const detail = said.replace(`${tool}: `, '') || (result.problem ?? 'no answer')
    throw new HandlerFailure('packages.database', { detail: `${tool}: ${detail}` })
  }
  return Object.fromEntries(result.stdout.split('\n').flatMap(parseLine))
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
