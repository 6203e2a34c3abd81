import { limits } from '../core/limits.ts'
import type { Target } from '../core/target.ts'
import type { Host } from '../host.ts'

type Sshd = Pick<Target, 'sshd'>

const pidFile = '/run/sshd.pid'

/** What sshd has against its configuration; '' when it accepts it. */
export async function sshdComplaint({ processes }: Pick<Host, 'processes'>, { sshd }: Sshd): Promise<string> {
  const { exitCode, stderr, problem } = await processes.run([sshd.program, '-t'], { timeoutMs: limits.query.timeoutMs })
  if (exitCode === 0) return ''
  const said = stderr.trim().split('\n')[0] ?? ''
  return said === '' ? (problem ?? `it ended with ${exitCode ?? 'nothing'}`) : said
}

/** Has a running sshd read its configuration anew; it is never started, stopped or restarted, and sessions go on. */
export async function reloadSshd(host: Pick<Host, 'files' | 'processes' | 'log'>, { sshd }: Sshd): Promise<void> {
  const { timeoutMs } = limits.query
  if ((await host.files.stat('/run/systemd/system')) !== undefined) {
    const script = 'systemctl is-active --quiet "$1" && exec systemctl reload "$1"'
    const { exitCode } = await host.processes.run(['sh', '-c', script, 'sh', sshd.unit], { timeoutMs })
    host.log.write('info', `reload of ${sshd.unit}`, { exitCode })
    return
  }
  const pid = (await host.files.readText(pidFile).catch(() => undefined))?.trim() ?? ''
  const isSshd = /^\d+$/.test(pid) && (await host.files.readText(`/proc/${pid}/comm`))?.trim() === 'sshd'
  if (!isSshd) return
  await host.processes.run(['sh', '-c', 'kill -s HUP "$1"', 'sh', pid], { timeoutMs })
  host.log.write('info', 'sshd was told to read its configuration anew', { pid })
}
