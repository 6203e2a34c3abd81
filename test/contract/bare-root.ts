import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, renameSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { debianSuite } from '../../scripts/package/architectures.ts'
import { withPrivateApt } from '../../scripts/package/private-apt.ts'
import { oldKernel } from '../lab/old-kernel/k310.ts'
import { startEmulated } from '../lab/old-kernel/emulated-arm.ts'
import { cached } from '../lab/packages/cache.ts'
import { run, unpackLikeTheAgent, type Ended } from './extension-folder.ts'

/** How a bare root is looked at: as it is, as if the kernel were Linux 3.10, or by an emulated processor. */
export type Machine = 'this kernel' | 'Linux 3.10' | 'aarch64'

/** Where an extension lies in a root. */
export const base = '/var/lib/waagent/extension'

const applets = ['sh', 'cat', 'chmod', 'date', 'id', 'mv', 'readlink', 'sed', 'sleep', 'tr', 'uname']

/** A root with nothing in it but folders for what the kernel mounts, and the extension in its place. */
export function bareRoot(zip: string): string {
  const root = mkdtempSync(join(tmpdir(), 'bare-root-'))
  for (const folder of ['proc', 'dev', 'tmp', 'var/lib/waagent']) mkdirSync(join(root, folder), { recursive: true })
  renameSync(unpackLikeTheAgent(zip), join(root, base))
  return root
}

/** Gives the root a static busybox as its shell, for the processor of the machine; no C library, no Node. */
export async function addShell(root: string, machine: Machine): Promise<void> {
  for (const folder of ['bin', 'usr/sbin', 'etc']) mkdirSync(join(root, folder), { recursive: true })
  symlinkSync('../bin', join(root, 'usr/bin'))
  copyFileSync(machine === 'aarch64' ? await armBusybox() : '/bin/busybox', join(root, 'bin/busybox'))
  for (const name of applets) symlinkSync('busybox', join(root, 'bin', name))
  writeFileSync(join(root, 'etc/resolv.conf'), 'nameserver 127.0.0.1\n')
}

/** Debian's static busybox for arm64, through apt's signed index. */
async function armBusybox(): Promise<string> {
  const folder = await cached('busybox-arm64', [debianSuite], (draft) => {
    withPrivateApt(debianSuite, 'arm64', ({ folder: downloads, fetch }) => {
      fetch(['busybox-static'])
      for (const file of readdirSync(downloads).filter((name) => name.endsWith('.deb')))
        execFileSync('dpkg-deb', ['-x', join(downloads, file), draft])
    })
  })
  return join(folder, 'usr/bin/busybox')
}

/** Gives the root a program of this machine, with its libraries in a folder of its own where nothing else finds them. */
export function addProgram(root: string, program: string): void {
  const name = basename(program)
  const folder = `/opt/${name}`
  mkdirSync(join(root, folder), { recursive: true })
  const listed = execFileSync('ldd', [program], { encoding: 'utf8' })
  const libraries = [...listed.matchAll(/(\/\S+) \(0x/g)].map((match) => match[1]!)
  for (const file of [program, ...libraries]) copyFileSync(file, join(root, folder, basename(file)))
  const loader = basename(libraries.find((file) => basename(file).startsWith('ld-linux'))!)
  const start = `exec ${folder}/${loader} --library-path ${folder} ${folder}/${name} "$@"`
  writeFileSync(join(root, 'bin', name), `#!/bin/sh\n${start}\n`, { mode: 0o755 })
}

const mounts = 'ip link set lo up && mount --rbind /proc "$1/proc" && mount --rbind /dev "$1/dev" || exit 125'

/** Runs a command in the root with mounts, network and loopback of its own, which end with it. */
export async function inRoot(root: string, machine: Machine, ...command: string[]): Promise<Ended> {
  const spaces = ['--mount', '--propagation', 'private', '--net', ...(machine === 'aarch64' ? ['--map-root-user'] : [])]
  const kernel = machine === 'Linux 3.10' ? `exec ${await oldKernel()} chroot "$@"` : 'exec chroot "$@"'
  const script = [...(machine === 'aarch64' ? [startEmulated] : []), mounts, kernel].join('\n')
  return run(['/usr/bin/unshare', ...spaces, '/bin/sh', '-c', script, 'sh', root, ...command], {
    PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    ConfigSequenceNumber: '0',
  })
}
