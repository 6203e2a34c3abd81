import { limits } from '../core/limits.ts'
import type { Host } from '../host.ts'

/** Where the login packages keep their users, in the form of passwd(5). */
const database = '/etc/aadpasswd'

/**
 * Of these numbers, those that are users of an NSS module, with their names; never a local user. A module that does
 * not answer is helped out by the file it reads.
 */
export async function usersOf(
  host: Pick<Host, 'files' | 'processes'>,
  module: string,
  uids: ReadonlySet<number>,
): Promise<ReadonlyMap<number, string>> {
  const local = new Set((await readUsers(host, '/etc/passwd')).keys())
  const asked = [...uids].filter((uid) => uid !== 0 && !local.has(uid))
  if (asked.length === 0) return new Map()
  const argv = ['getent', '-s', module, 'passwd', ...asked.map(String)]
  const { stdout } = await host.processes.run(argv, { timeoutMs: limits.query.timeoutMs })
  const known = new Map([...(await readUsers(host, database)), ...parseUsers(stdout)])
  return new Map([...known].filter(([uid]) => asked.includes(uid)))
}

async function readUsers({ files }: Pick<Host, 'files'>, path: string): Promise<Map<number, string>> {
  const text = await files.readText(path, limits.read.configurationBytes).catch(() => undefined)
  return parseUsers(text ?? '')
}

function parseUsers(text: string): Map<number, string> {
  const lines = text.split('\n').map((line) => line.split(':'))
  return new Map(lines.flatMap(([name = '', , uid = '']) => (/^\d+$/.test(uid) ? [[Number(uid), name] as const] : [])))
}
