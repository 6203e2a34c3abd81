import type { Host } from '../host.ts'
import type { Facts, Memory, System } from '../core/facts.ts'
import type { Target } from '../core/target.ts'
import { toBase64 } from '../core/base64.ts'
import { limits } from '../core/limits.ts'
import { parseOsRelease } from '../core/os-release.ts'
import { isPresent } from '../core/removal.ts'
import { together } from '../core/together.ts'
import type { Grammar } from './grammar.ts'
import { readLedger } from './ledger.ts'
import { readAltered, readLost } from './own-files.ts'
import { queryPackages } from './package-query.ts'
import { readRepositories } from './repositories.ts'
import { readSessions } from './sessions.ts'
import { readTrustedKeys } from './trusted-keys.ts'

/** What Linux this is. A missing or broken os-release is a system without a name, never an error. */
export async function readSystem(host: Host): Promise<System> {
  const text = (await readRelease(host, '/etc/os-release')) ?? (await readRelease(host, '/usr/lib/os-release')) ?? ''
  return parseOsRelease(text, host.machine)
}

async function readRelease(host: Host, path: string): Promise<string | undefined> {
  return host.files.readText(path, limits.read.osReleaseBytes).catch(() => undefined)
}

/** Memory given to the VM, from the kernel's memory blocks, and what the kernel counts as its own. */
export async function readMemorySize(host: Host): Promise<Memory> {
  const blocks = '/sys/devices/system/memory'
  const blockBytes = Number.parseInt((await host.files.readText(`${blocks}/block_size_bytes`)) ?? '', 16)
  const count = ((await host.files.list(blocks)) ?? []).filter((name) => /^memory\d+$/.test(name)).length
  const total = /^MemTotal:\s+(\d+) kB$/m.exec((await host.files.readText('/proc/meminfo')) ?? '')?.[1]
  return {
    allocatedBytes: Number.isNaN(blockBytes) || count === 0 ? undefined : blockBytes * count,
    totalBytes: total === undefined ? undefined : Number(total) * 1024,
  }
}

const predecessorFolder = 'Microsoft.Azure.ActiveDirectory.LinuxSSH.AADLoginForLinux-'

export interface FactQuestion {
  readonly target: Target
  readonly grammar: Grammar
  /** The agent's library directory. */
  readonly agentFolder: string
  /** Packages whose state is wanted besides our own and what they meet. */
  readonly also?: readonly string[]
}

/** Everything the planner and the checks want to know about a machine that has a profile. */
export async function readFacts(
  host: Host,
  system: System,
  { target, grammar, agentFolder, also = [] }: FactQuestion,
): Promise<Facts> {
  const { login, selinux, predecessors } = target.packages
  const names = [login, selinux.name, ...selinux.whenInstalled, ...predecessors, ...also]
  const ownPaths = [target.repository.entryFile, target.repository.keyringFile]
  // An rpm that meets a damaged database holds its lock for many seconds before it gives up: one question at a time.
  const asked = queryPackages(host, grammar, names).then(
    async (packages) => [packages, await readTrustedKeys(host, grammar)] as const,
  )
  const [[packages, trustedKeys], repositories] = await together([asked, readRepositories(host, grammar, system)])
  const folders = ((await host.files.list(agentFolder)) ?? []).filter((name) => name.startsWith(predecessorFolder))
  const older = predecessors.filter((name) => isPresent(packages[name]))
  return {
    system,
    memory: await readMemorySize(host),
    packages,
    predecessor: {
      packages: older,
      sessions: older.length === 0 ? [] : await readSessions(host, target.wiring.nss.module),
      folders: folders.map((name) => `${agentFolder}/${name}`),
    },
    repositories,
    trustedKeys,
    ownFiles: await readOwnFiles(host, ownPaths),
    alteredFiles: await readAltered(host, ownPaths),
    lostFiles: await readLost(host, ownPaths),
    cameAlong: (await readLedger(host)).dependencies,
  }
}

async function readOwnFiles(host: Host, paths: readonly string[]): Promise<Record<string, string>> {
  const found: Record<string, string> = {}
  for (const path of paths) {
    const bytes = await host.files.readBytes(path, limits.read.configurationBytes)
    if (bytes !== undefined) found[path] = toBase64(bytes)
  }
  return found
}
