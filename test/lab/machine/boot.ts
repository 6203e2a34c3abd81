import { spawn, type ChildProcess } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { cacheRoot } from '../packages/cache.ts'
import { requireTools } from '../packages/tools.ts'
import { addresses, placed } from './addresses.ts'
import { firstLine } from './child.ts'
import type { Fabric } from './fabric.ts'
import { tarOf, type FileSpec } from './tar.ts'

export interface Bind {
  /** Path on the host. */
  from: string
  /** Path in the guest, made when missing. */
  to: string
}

export interface BootPlan {
  boot: 'bare' | 'systemd'
  /** Lowest first. */
  layers: readonly string[]
  /** Folder that keeps what the guest writes; without one it goes to memory. */
  upper: string | undefined
  /** Limit of what the guest can write when that goes to memory, as mount(8) takes it. */
  size: string
  fabric: Fabric | undefined
  place: number
  routes: readonly string[]
  files: Readonly<Record<string, FileSpec>>
  binds: readonly Bind[]
  readOnly: boolean
  cgroup: string
}

export interface Booted {
  /** Ends when the guest does. */
  keeper: ChildProcess
  /** The guest's process 1, as the host sees it. */
  pid: number
}

/** Never handed to a guest: they would reach the host's modules, clock and memory. */
export const withheld = '-sys_module,-sys_time,-sys_rawio'

/** Starts process 1 of a new guest; it dies with this process, even by SIGKILL. */
export async function boot(plan: BootPlan): Promise<Booted> {
  requireTools('setpriv', 'unshare', 'mount', 'pivot_root', 'ip', 'tar')
  const keeper = spawn('setpriv', commandOf(plan), {
    env: { PATH: process.env.PATH ?? '', ...environmentOf(plan) },
    stdio: ['pipe', 'pipe', 'pipe'],
  })
  // A guest that fails early closes its input; its stderr says why.
  keeper.stdin.on('error', () => undefined)
  keeper.stdin.end(tarOf(plan.files))
  const pid = Number(await firstLine(keeper, `${plan.boot} guest`))
  return { keeper, pid }
}

/** An empty folder to mount on: every guest mounts there in a mount namespace of its own. */
export function mountPoint(): string {
  const dir = join(cacheRoot(), 'mount')
  mkdirSync(dir, { recursive: true })
  return dir
}

function commandOf(plan: BootPlan): string[] {
  const privileges = ['--pdeathsig', 'KILL', `--bounding-set=${withheld}`, `--inh-caps=${withheld}`]
  const spaces = ['--uts', '--ipc', '--pid', ...(plan.boot === 'systemd' ? ['--cgroup'] : [])]
  const init = ['unshare', ...spaces, '--fork', '--kill-child=KILL', 'sh', join(import.meta.dirname, 'boot.sh')]
  return [...privileges, 'unshare', '--mount', '--net', 'sh', join(import.meta.dirname, 'stage.sh'), ...init]
}

function environmentOf(plan: BootPlan): Record<string, string> {
  return {
    LAB_BOOT: plan.boot,
    LAB_CGROUP: plan.cgroup,
    LAB_MOUNT: mountPoint(),
    LAB_LOWER: plan.layers.toReversed().join(':'),
    LAB_UPPER: plan.upper ?? '',
    LAB_SIZE: plan.size,
    LAB_FABRIC: plan.fabric ? String(plan.fabric.pid) : '',
    LAB_LINK: `lab${plan.place}`,
    LAB_ADDRESS: placed(addresses.guest, plan.place),
    LAB_GATEWAY: placed(addresses.gateway, plan.place),
    LAB_ROUTES: plan.routes.join(' '),
    LAB_BINDS: plan.binds.map(({ from, to }) => `${from}\t${to}\n`).join(''),
    LAB_READ_ONLY: plan.readOnly ? 'yes' : 'no',
  }
}
