import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import type { LoadedSshd } from '../core/plan.ts'
import type { Target } from '../core/target.ts'
import type { Host, RunResult } from '../host.ts'
import { complaintOf } from './complaint.ts'

const options = { timeoutMs: limits.query.timeoutMs }
/** PidFile of sshd_config(5) where nobody says otherwise. */
const usualPidFile = '/run/sshd.pid'

/**
 * Makes the sshd that listens read its configuration anew; it is never restarted, and sessions go on. Throws
 * `login.not-wired` when it does not accept its configuration, which it then is spared, or has not read it in time.
 */
export async function reloadSshd(host: Host, sshd: LoadedSshd): Promise<void> {
  const { program, pid, pidFile } = sshd
  const complaint = await sshdComplaint(host, program)
  if (complaint !== '') throw notReloaded(`does not accept its configuration (${complaint})`)
  const before = await loadedAt(host, pidFile)
  const asked = await askForReload(host, sshd)
  if (asked.exitCode !== 0) throw notReloaded(`could not be told to read its configuration (${complaintOf(asked)})`)
  const until = host.clock.monotonic() + limits.sshd.reloadMs
  while ((await loadedAt(host, pidFile)) === before) {
    if (host.clock.monotonic() >= until) throw notReloaded(`(process ${pid}) did not read its configuration`)
    await host.clock.sleep(limits.sshd.pollMs)
  }
}

/**
 * Tells an sshd that runs to read its configuration, which it must accept, and waits for nothing: whoever takes
 * something out of a configuration has done so, whether sshd is there to hear of it or not.
 */
export async function tellSshd(
  host: Pick<Host, 'files' | 'processes' | 'log'>,
  { sshd: { unit } }: Pick<Target, 'sshd'>,
): Promise<void> {
  const pid = (await mainPid(host, unit)) ?? (await writtenPid(host))
  if (pid === undefined) return
  const { exitCode } = await askForReload(host, { unit, pid })
  host.log.write('info', 'sshd was told to read its configuration anew', { pid, exitCode })
}

/** What sshd has against its configuration; '' when it accepts it. */
export async function sshdComplaint({ processes }: Pick<Host, 'processes'>, program: string): Promise<string> {
  const tested = await processes.run([program, '-t'], options)
  return tested.exitCode === 0 ? '' : complaintOf(tested)
}

/** Through systemd where that started it, because a unit may want more than a signal. */
async function askForReload(
  host: Pick<Host, 'files' | 'processes'>,
  { unit, pid }: Pick<LoadedSshd, 'unit' | 'pid'>,
): Promise<RunResult> {
  if ((await mainPid(host, unit)) === pid) return host.processes.run(['systemctl', 'reload', unit], options)
  return host.processes.run(['sh', '-c', 'kill -HUP "$1"', 'sh', String(pid)], options)
}

/** The process that systemd has started for a unit; undefined where it has none, or is not process 1. */
async function mainPid(
  { files, processes }: Pick<Host, 'files' | 'processes'>,
  unit: string,
): Promise<number | undefined> {
  // sd_booted(3).
  if ((await files.stat('/run/systemd/system'))?.type !== 'directory') return undefined
  // Without --value, which systemd has since version 230 only.
  const { stdout } = await processes.run(['systemctl', 'show', '--property=MainPID', unit], options)
  const pid = /^MainPID=([1-9]\d*)$/m.exec(stdout)?.[1]
  return pid === undefined ? undefined : Number(pid)
}

/** The process of the usual file, if that is an sshd: the number may be somebody else's by now. */
async function writtenPid({ files }: Pick<Host, 'files'>): Promise<number | undefined> {
  const pid = (await files.readText(usualPidFile).catch(() => undefined))?.trim() ?? ''
  if (!/^[1-9]\d*$/.test(pid)) return undefined
  const name = (await files.readText(`/proc/${pid}/comm`).catch(() => undefined))?.trim()
  return name === 'sshd' ? Number(pid) : undefined
}

/** sshd writes its process id anew whenever it has read its configuration; while it does, there is no file. */
async function loadedAt(host: Host, pidFile: string): Promise<number | undefined> {
  return (await host.files.stat(pidFile))?.mtimeMs
}

function notReloaded(why: string): HandlerFailure {
  return new HandlerFailure('login.not-wired', { missing: `sshd ${why}` })
}
