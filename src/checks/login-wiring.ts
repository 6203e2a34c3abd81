import type { Host, RunResult } from '../host.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import { limits } from '../core/limits.ts'
import { placesOf } from '../core/vendor-files.ts'

const check = 'login-wiring'

/** An Entra user as sshd sees one: the packages' Match block is for names with an "@". */
const entraUser = 'user=check@example.com,host=localhost,addr=127.0.0.1'

/**
 * Whether an Entra user can really come in: the command that checks certificates is there, NSS and PAM know the
 * module, and sshd's effective configuration, asked from sshd itself, calls the command. Changes nothing.
 */
export async function checkLoginWiring(host: Host, target: Target): Promise<Finding> {
  const missing = [
    ...(await missingCommand(host, target)),
    ...(await missingNss(host, target)),
    ...(await missingPam(host, target)),
    ...(await missingSshd(host, target)),
  ]
  if (missing.length > 0)
    return { check, verdict: 'blocked', code: 'login.not-wired', detail: { missing: missing.join('; ') } }
  return { check, verdict: 'passed', message: 'NSS, PAM and sshd are set up for Microsoft Entra users.' }
}

async function missingCommand(host: Host, { wiring }: Target): Promise<string[]> {
  const path = wiring.authorizedKeysCommand
  const end = await host.files.resolve(path)
  const stat = end === undefined ? undefined : await host.files.stat(end)
  if (stat === undefined) return [`${path} does not exist`]
  return (stat.mode & 0o111) === 0 ? [`${path} is not executable`] : []
}

async function missingNss(host: Host, { wiring }: Target): Promise<string[]> {
  const { file, database, module } = wiring.nss
  const lines = await readLines(host, placesOf(file, wiring))
  const line = lines.find((candidate) => candidate.startsWith(`${database}:`)) ?? ''
  const modules = line.slice(database.length + 1).split(/\s+/)
  return modules.includes(module) ? [] : [`"${module}" is not in the ${database} line of ${file}`]
}

async function missingPam(host: Host, { wiring }: Target): Promise<string[]> {
  const { files, module } = wiring.pam
  const names = [module, `${module}.so`]
  for (const file of files) {
    const words = (await readLines(host, placesOf(file, wiring))).flatMap((line) => line.split(/\s+/))
    if (words.some((word) => names.includes(word.replace(/^.*\//, '')))) return []
  }
  return [`${module} is in none of ${files.join(', ')}`]
}

/**
 * Lines of the first place that exists, without comments and the white space around them, which nsswitch.conf(5) and
 * pam.conf(5) both allow.
 */
async function readLines(host: Host, places: readonly string[]): Promise<string[]> {
  for (const place of places) {
    const text = await host.files.readText(place, limits.read.configurationBytes)
    if (text !== undefined) return text.split('\n').map((line) => line.replace(/#.*/, '').trim())
  }
  return []
}

async function missingSshd(host: Host, { sshd, wiring }: Target): Promise<string[]> {
  const { exitCode, stdout, stderr, problem } = await effectiveConfiguration(host, sshd.program)
  if (exitCode !== 0) {
    const said = stderr.trim().split('\n')[0] ?? ''
    const reason = said || (problem ?? `it ended with ${exitCode ?? 'nothing'}`)
    return [`sshd does not accept its configuration (${reason})`]
  }
  const command = /^authorizedkeyscommand (.*)$/im.exec(stdout)?.[1] ?? 'none'
  if (command.split(' ')[0] === wiring.authorizedKeysCommand) return []
  return [`sshd asks ${command} for the keys of an Entra user, not ${wiring.authorizedKeysCommand}`]
}

/**
 * Where systemd listens in its place (ssh.socket: Ubuntu since 22.10), sshd has no directory below /run until the first
 * connection, and -T refuses. -G needs none; OpenSSH has it since 9.3.
 */
async function effectiveConfiguration(host: Host, program: string): Promise<RunResult> {
  const ask = (how: '-T' | '-G'): Promise<RunResult> =>
    host.processes.run([program, how, '-C', entraUser], { timeoutMs: limits.query.timeoutMs })
  const tested = await ask('-T')
  if (tested.exitCode === 0 || !tested.stderr.includes('privilege separation directory')) return tested
  const parsed = await ask('-G')
  return parsed.exitCode === 0 ? parsed : tested
}
