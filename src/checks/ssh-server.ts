import type { Finding } from '../core/finding.ts'
import { limits } from '../core/limits.ts'
import type { Target } from '../core/target.ts'
import { together } from '../core/together.ts'
import type { Host } from '../host.ts'
import { askSshd, laterComplaints, refusalOf, type SshdAnswer } from './effective-sshd.ts'
import { silentPorts } from './sshd-listener.ts'

const check = 'ssh-server'

/** The first server that knows certificates with RSA and SHA-2. */
const sha2Certificates = [7, 8] as const

/**
 * Whether there is an OpenSSH server that the packages work with and whose configuration is valid as it stands now:
 * installing reloads it, and what sshd would not start with must not be reloaded.
 */
export async function checkSshServer(host: Host, { sshd }: Pick<Target, 'sshd'>): Promise<Finding> {
  const { program, minimumVersion } = sshd
  if ((await host.files.resolve(program)) === undefined) return blocked('ssh-server.missing', { program })
  const [text, answer] = await together([versionText(host, program), askSshd(host, program)])
  const version = parseSshVersion(text)
  if (version !== undefined && isBelow(version, parsePair(minimumVersion)))
    return blocked('ssh-server.too-old', { found: version.join('.'), needed: minimumVersion })
  const silent = (await silentPorts(host, answer.kind === 'options' ? answer.options : undefined)) ?? []
  const judgement = await judge(host, program, { answer, isSilent: silent.length > 0 })
  if (judgement.kind === 'blocked') return judgement.finding
  const warnings = [...judgement.warnings, ...versionWarnings(version), ...silenceWarnings(silent)]
  if (warnings.length > 0) return { check, verdict: 'warning', message: warnings.join(' ') }
  return { check, verdict: 'passed', message: `OpenSSH ${version?.join('.') ?? ''}; its configuration is valid.` }
}

/**
 * The version in what `sshd -V` says, as two numbers. Servers before 9.2 do not know the option: they print their
 * version all the same, with their usage.
 */
export function parseSshVersion(text: string): [number, number] | undefined {
  const [, version] = /\bOpenSSH_(\d+\.\d+)/.exec(text) ?? []
  return version === undefined ? undefined : parsePair(version)
}

async function versionText(host: Host, program: string): Promise<string> {
  const { stdout, stderr } = await host.processes.run([program, '-V'], { timeoutMs: limits.query.timeoutMs })
  return `${stdout}\n${stderr}`
}

function parsePair(version: string): [number, number] {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  return [major, minor]
}

function isBelow([major, minor]: readonly [number, number], [least, leastMinor]: readonly [number, number]): boolean {
  return major < least || (major === least && minor < leastMinor)
}

type Judgement =
  | { readonly kind: 'blocked'; readonly finding: Finding }
  | { readonly kind: 'usable'; readonly warnings: readonly string[] }

/** What `sshd -t` says, which need not be asked where -T has answered: that looks at more. */
async function judge(
  host: Host,
  program: string,
  { answer, isSilent }: { readonly answer: SshdAnswer; readonly isSilent: boolean },
): Promise<Judgement> {
  if (answer.kind === 'options' && answer.isTested) return { kind: 'usable', warnings: [] }
  const tested = await host.processes.run([program, '-t'], { timeoutMs: limits.query.timeoutMs })
  return judgeTest(tested.exitCode === 0 ? undefined : refusalOf(tested), tested.stderr, isSilent)
}

/** Complaints that sshd has only after it has read and accepted its configuration say nothing against it. */
function judgeTest(reason: string | undefined, stderr: string, isSilent: boolean): Judgement {
  if (reason === undefined || stderr.includes(laterComplaints.directory)) return { kind: 'usable', warnings: [] }
  if (!stderr.includes(laterComplaints.hostKeys))
    return { kind: 'blocked', finding: blocked('ssh-server.invalid', { reason }) }
  if (!isSilent) return { kind: 'blocked', finding: blocked('ssh-server.no-host-keys', {}) }
  return { kind: 'usable', warnings: ['sshd has no host keys yet; they are made at its first start (ssh-keygen -A).'] }
}

function versionWarnings(version: readonly [number, number] | undefined): string[] {
  if (version === undefined) return ['sshd does not say its version; the packages need OpenSSH.']
  if (!isBelow(version, sha2Certificates)) return []
  const option = 'PubkeyAcceptedKeyTypes=+ssh-rsa-cert-v01@openssh.com'
  return [
    `OpenSSH ${version.join('.')} knows RSA certificates with SHA-1 only; clients since OpenSSH 8.8 need: az ssh vm … -- -o ${option}.`,
  ]
}

function silenceWarnings(ports: readonly number[]): string[] {
  if (ports.length === 0) return []
  return [`sshd is not running: nothing listens on port ${ports.join(', ')}. Nobody can log in until it is started.`]
}

function blocked(code: Extract<Finding, { verdict: 'blocked' }>['code'], detail: Record<string, string>): Finding {
  return { check, verdict: 'blocked', code, detail }
}
