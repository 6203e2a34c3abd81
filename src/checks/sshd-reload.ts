import type { Finding } from '../core/finding.ts'
import type { LoadedSshd } from '../core/plan.ts'
import type { Target } from '../core/target.ts'
import type { Host } from '../host.ts'
import { askSshd, type SshdOptions } from './effective-sshd.ts'
import { configurationFiles } from './sshd-files.ts'
import { runningSshd, silentPorts, type RunningSshd } from './sshd-listener.ts'

const check = 'sshd-reload'

type Sshd = Pick<Target, 'sshd' | 'wiring'>

/**
 * Whether the sshd that runs has read the configuration as it is on disk: 21 when a file of it is newer than its last
 * start or reload. Passes when that cannot be known.
 */
export async function checkSshdReload(host: Host, target: Sshd): Promise<Finding> {
  const { running } = await findRunning(host, target)
  if (running === undefined)
    return { check, verdict: 'passed', message: 'No sshd is known to run that could have an older configuration.' }
  for (const file of await configurationFiles(host, target)) {
    const changedMs = (await host.files.stat(file).catch(() => undefined))?.mtimeMs ?? 0
    // A time to come says nothing about when the file was changed.
    if (changedMs <= running.loadedMs || changedMs > host.clock.now()) continue
    const missing = `sshd (process ${running.pid}) has not read ${file}, changed at ${moment(changedMs)}, since it was loaded at ${moment(running.loadedMs)}`
    return { check, verdict: 'blocked', code: 'login.not-wired', detail: { missing }, pieces: [check] }
  }
  return { check, verdict: 'passed', message: 'sshd runs with the configuration that is on disk.' }
}

export type Reload =
  | { readonly kind: 'possible'; readonly sshd: LoadedSshd }
  /** Why nobody but a person should reload it. */
  | { readonly kind: 'unwise'; readonly reason: string }

/**
 * The sshd to reload. Where its configuration has ports that nobody listens on now, a reload would move it: whether
 * people still reach it there (firewalls, network security groups) is not for a program to find out.
 */
export async function findReload(host: Host, target: Sshd): Promise<Reload> {
  const { running, options } = await findRunning(host, target)
  if (running === undefined) return { kind: 'unwise', reason: 'it does not run any more' }
  const { pid, pidFile } = running
  const ports = (await silentPorts(host, options)) ?? []
  if (ports.length > 0)
    return { kind: 'unwise', reason: `it would move to port ${ports.join(', ')}, where it does not listen now` }
  const { program, unit } = target.sshd
  return { kind: 'possible', sshd: { program, unit, pid, pidFile } }
}

async function findRunning(
  host: Host,
  { sshd }: Sshd,
): Promise<{ readonly running: RunningSshd | undefined; readonly options: SshdOptions | undefined }> {
  const answer = await askSshd(host, sshd.program)
  const options = answer.kind === 'options' ? answer.options : undefined
  return { options, running: await runningSshd(host, options) }
}

function moment(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, 'Z')
}
