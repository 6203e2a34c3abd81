import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import type { LoadedSshd } from '../core/plan.ts'
import type { Host, RunResult } from '../host.ts'
import { complaintOf } from './complaint.ts'

/**
 * Makes the sshd that listens read its configuration anew; it is never restarted, and sessions go on. Throws
 * `login.not-wired` when it does not accept its configuration, which it then is spared, or has not read it in time.
 */
export async function reloadSshd(host: Host, sshd: LoadedSshd): Promise<void> {
  const { program, pid, pidFile } = sshd
  const tested = await host.processes.run([program, '-t'], { timeoutMs: limits.query.timeoutMs })
  if (tested.exitCode !== 0) throw notReloaded(`does not accept its configuration (${complaintOf(tested)})`)
  const before = await loadedAt(host, pidFile)
  const asked = await askForReload(host, sshd)
  if (asked.exitCode !== 0) throw notReloaded(`could not be told to read its configuration (${complaintOf(asked)})`)
  const until = host.clock.monotonic() + limits.sshd.reloadMs
  while ((await loadedAt(host, pidFile)) === before) {
    if (host.clock.monotonic() >= until) throw notReloaded(`(process ${pid}) did not read its configuration`)
    await host.clock.sleep(limits.sshd.pollMs)
  }
}

/** Through systemd where that started it, because a unit may want more than a signal. */
async function askForReload(host: Host, { unit, pid }: LoadedSshd): Promise<RunResult> {
  const options = { timeoutMs: limits.query.timeoutMs }
  // sd_booted(3): whether systemd is process 1.
  const isSystemd = (await host.files.stat('/run/systemd/system'))?.type === 'directory'
  if (isSystemd) {
    const main = await host.processes.run(['systemctl', 'show', '--property=MainPID', '--value', unit], options)
    if (main.stdout.trim() === String(pid)) return host.processes.run(['systemctl', 'reload', unit], options)
  }
  return host.processes.run(['sh', '-c', 'kill -HUP "$1"', 'sh', String(pid)], options)
}

/** sshd writes its process id anew whenever it has read its configuration; while it does, there is no file. */
async function loadedAt(host: Host, pidFile: string): Promise<number | undefined> {
  return (await host.files.stat(pidFile))?.mtimeMs
}

function notReloaded(why: string): HandlerFailure {
  return new HandlerFailure('login.not-wired', { missing: `sshd ${why}` })
}
