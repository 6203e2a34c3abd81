import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { mountPoint } from './boot.ts'
import type { RunOptions, RunResult } from './enter.ts'
import { patienceMs } from '../patience.ts'

interface Guest {
  root: string
  run: (argv: readonly string[], options?: RunOptions) => Promise<RunResult>
}

/** Resolves when systemd has started everything, some of it perhaps in vain (`degraded`); throws when it has not. */
export async function waitForSystemd(guest: Guest): Promise<void> {
  await systemdAnswers(guest)
  const state = await guest.run(['systemctl', 'is-system-running', '--wait'], { timeoutMs: patienceMs })
  if (['running', 'degraded'].includes(state.stdout.trim())) return
  throw new Error(`systemd is ${state.stdout.trim() || 'not there'}: ${state.stderr}`)
}

async function systemdAnswers({ root }: Guest): Promise<void> {
  const end = performance.now() + patienceMs
  while (!existsSync(join(root, 'run/systemd/private'))) {
    if (performance.now() > end) throw new Error('systemd did not start in time')
    await sleep(10)
  }
}

/** The file through which a process of the host enters the control group for commands of a guest. */
export function commandGroup(pid: number): string {
  const group = `/proc/${pid}/root/sys/fs/cgroup/lab-commands`
  mkdirSync(group, { recursive: true })
  return join(group, 'cgroup.procs')
}

/** Removes the control groups of a guest that has ended, and those that killed runners have left. */
export function sweepGroups(name: string): void {
  const script = join(import.meta.dirname, 'sweep.sh')
  spawnSync('unshare', ['--mount', 'sh', script, name, mountPoint()])
}
