import { limits } from '../core/limits.ts'
import type { Host, RunResult } from '../host.ts'

/** An Entra user as sshd sees one: the packages' Match block is for names with an "@". */
export const entraUser = 'check@example.com'

/** What sshd would do, by keyword in lower case; a keyword that is printed more than once keeps all its values. */
export type SshdOptions = ReadonlyMap<string, readonly string[]>

export type SshdAnswer =
  | {
      readonly kind: 'options'
      readonly options: SshdOptions
      /** It has been through all that `sshd -t` looks at: host keys and directory, too. */
      readonly isTested: boolean
    }
  | { readonly kind: 'refusal'; readonly reason: string }

export interface SshdQuestion {
  /** Without a user sshd leaves all Match blocks out. */
  readonly user?: string
  /** Asked of this text in the place of the configuration file. */
  readonly configuration?: string
}

/** sshd's effective configuration, asked from sshd itself. Changes nothing; a refusal is a value. */
export async function askSshd(
  host: Pick<Host, 'processes'>,
  program: string,
  question: SshdQuestion = {},
): Promise<SshdAnswer> {
  const { isTested, ...result } = await bestAnswer(program, (command) => ask(host, command, question))
  if (result.exitCode === 0) return { kind: 'options', options: parseOptions(result.stdout), isTested }
  return { kind: 'refusal', reason: refusalOf(result) }
}

/** The lines of `sshd -T`: a keyword, a blank, a value. */
export function parseOptions(text: string): SshdOptions {
  const options = new Map<string, string[]>()
  for (const line of text.split('\n')) {
    const [, keyword, value = ''] = /^\s*(\S+)\s*(.*?)\s*$/.exec(line) ?? []
    if (keyword === undefined) continue
    const key = keyword.toLowerCase()
    options.set(key, [...(options.get(key) ?? []), value])
  }
  return options
}

/** The first value of a keyword, '' when sshd did not print it. */
export function optionOf(options: SshdOptions, keyword: string): string {
  return options.get(keyword)?.[0] ?? ''
}

/** What a program that ended badly said about it: its first line, else how it ended. */
export function refusalOf({ exitCode, stderr, problem }: RunResult): string {
  const said = stderr.trim().split('\n')[0] ?? ''
  return said || (problem ?? `it ended with ${exitCode ?? 'nothing'}`)
}

/** sshd -T reads its host keys and looks for its directory below /run only after it has read all of its configuration. */
export const laterComplaints = {
  hostKeys: 'no hostkeys available',
  directory: 'privilege separation directory',
} as const

/** Runs what follows with a /run of its own, where the directory is; nothing of it is seen outside. */
const ownRun = ['unshare', '--mount', 'sh', '-c', 'mount -t tmpfs tmpfs /run && mkdir /run/sshd && exec "$@"', 'sh']

/**
 * Where systemd listens in its place (ssh.socket: Ubuntu since 22.10), sshd has no directory below /run until the first
 * connection, and -T refuses. -G needs neither that nor host keys; OpenSSH has it since 9.3. Before, it gets one.
 */
async function bestAnswer(
  program: string,
  ask: (command: readonly string[]) => Promise<RunResult>,
): Promise<RunResult & { readonly isTested: boolean }> {
  const tested = { ...(await ask([program, '-T'])), isTested: true }
  const complaints = Object.values(laterComplaints).filter((complaint) => tested.stderr.includes(complaint))
  if (tested.exitCode === 0 || complaints.length === 0) return tested
  const parsed = await ask([program, '-G'])
  if (parsed.exitCode === 0) return { ...parsed, isTested: false }
  if (!complaints.includes(laterComplaints.directory)) return tested
  const alone = await ask([...ownRun, program, '-T'])
  return alone.exitCode === 0 ? { ...alone, isTested: false } : tested
}

function ask(
  { processes }: Pick<Host, 'processes'>,
  command: readonly string[],
  { user, configuration }: SshdQuestion,
): Promise<RunResult> {
  const who = user === undefined ? [] : ['-C', `user=${user},host=localhost,addr=127.0.0.1`]
  const { timeoutMs } = limits.query
  if (configuration === undefined) return processes.run([...command, ...who], { timeoutMs })
  // sshd opens the file by its name, which works with a pipe but not with the socket that our input may be.
  const piped = ['sh', '-c', 'cat | "$@"', 'sh', ...command, '-f', '/dev/stdin', ...who]
  return processes.run(piped, { timeoutMs, input: new TextEncoder().encode(configuration) })
}
