import type { Host } from '../host.ts'
import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import { limits } from '../core/limits.ts'

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
  const stat = await host.files.stat(path)
  if (stat === undefined) return [`${path} does not exist`]
  return (stat.mode & 0o111) === 0 ? [`${path} is not executable`] : []
}

async function missingNss(host: Host, { wiring }: Target): Promise<string[]> {
  const { file, database, module } = wiring.nss
  const text = (await host.files.readText(file, limits.read.configurationBytes)) ?? ''
  const line = text.split('\n').find((candidate) => candidate.startsWith(`${database}:`)) ?? ''
  const modules = line.replace(/#.*/, '').split(/\s+/)
  return modules.includes(module) ? [] : [`"${module}" is not in the ${database} line of ${file}`]
}

async function missingPam(host: Host, { wiring }: Target): Promise<string[]> {
  const { files, module } = wiring.pam
  for (const file of files) {
    const text = (await host.files.readText(file, limits.read.configurationBytes)) ?? ''
    if (text.split('\n').some((line) => !line.startsWith('#') && line.includes(module))) return []
  }
  return [`${module} is in none of ${files.join(', ')}`]
}

async function missingSshd(host: Host, { sshd, wiring }: Target): Promise<string[]> {
  const argv = [sshd.program, '-T', '-C', entraUser]
  const { exitCode, stdout, stderr, problem } = await host.processes.run(argv, { timeoutMs: limits.query.timeoutMs })
  if (exitCode !== 0)
    return [`sshd does not accept its configuration (${stderr.trim().split('\n')[0] ?? problem ?? 'no answer'})`]
  const command = /^authorizedkeyscommand (.*)$/im.exec(stdout)?.[1] ?? 'none'
  if (command.split(' ')[0] === wiring.authorizedKeysCommand) return []
  return [`sshd asks ${command} for the keys of an Entra user, not ${wiring.authorizedKeysCommand}`]
}
