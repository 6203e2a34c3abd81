import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../packages/cache.ts'
import { requireTools, runTool } from '../packages/tools.ts'

/** What a Debian 12 machine on Azure has; gnupg is not among it. */
const include = [
  'waagent openssh-server openssh-client sudo iproute2 procps iptables ca-certificates python3-distro curl jq unzip',
  'systemd systemd-sysv dbus libpam-systemd',
]
  .join(' ')
  .split(' ')

/** The read-only Debian 12 root all machines are layered on; made once (about half a minute). */
export async function baseRoot(): Promise<string> {
  const finish = join(import.meta.dirname, 'base-finish.sh')
  const inputs = [...include, readFileSync(finish, 'utf8')]
  const dir = await cached('guest', inputs, async (draft) => {
    const root = join(draft, 'root')
    await makeDebian('bookworm', include, root)
    await runTool('unshare', ['--mount', 'sh', finish, root])
    writeFileSync(join(draft, 'packages'), include.join('\n'))
  })
  return join(dir, 'root')
}

/** Makes a minimal Debian root as `debianOptions` says, from the mirror that this machine's own apt uses. */
export async function makeDebian(suite: string, packages: readonly string[], root: string): Promise<void> {
  requireTools('mmdebstrap')
  const command = ['mmdebstrap', ...debianOptions(suite, packages), suite, root, ownMirror()]
  // It mounts the host's /sys and more in the new root: that must be gone when it, or the lab, is killed.
  const spaces = ['unshare', '--mount', '--pid', '--mount-proc', '--fork', '--kill-child=KILL', '--', ...command]
  await runTool('setpriv', ['--pdeathsig', 'KILL', ...spaces])
}

/** The options of mmdebstrap for a release with these packages. */
export function debianOptions(suite: string, packages: readonly string[]): string[] {
  // As the installer makes Debian 11; from 12 on it is so by itself.
  const hooks = suite === 'bullseye' ? ['--setup-hook=/usr/share/mmdebstrap/hooks/merged-usr/setup00.sh'] : []
  return [...mmdebstrapOptions, ...hooks, `--include=${packages.join(',')}`]
}

const mmdebstrapOptions = [
  '--quiet',
  '--variant=minbase',
  '--mode=root',
  '--format=directory',
  '--dpkgopt=force-unsafe-io',
  '--aptopt=Acquire::Languages "none"',
  '--dpkgopt=path-exclude=/usr/share/man/*',
  '--dpkgopt=path-exclude=/usr/share/locale/*',
  '--dpkgopt=path-exclude=/usr/share/doc/*',
]

/** The Debian mirror this machine's own apt is configured with: its first URI. */
export function ownMirror(): string {
  const parts = '/etc/apt/sources.list.d'
  const files = ['/etc/apt/sources.list', ...readdirSync(parts).map((name) => join(parts, name))]
  for (const file of files) {
    const uri = firstDebianUri(file)
    if (uri) return uri
  }
  throw new Error('no Debian source in the apt configuration of this machine to make the guest root from')
}

function firstDebianUri(file: string): string | undefined {
  try {
    const text = readFileSync(file, 'utf8')
    return (/^URIs:\s*(\S+\/debian)\/?\s*$/m.exec(text) ?? /^deb\s(?:\[.*?\]\s)?\s*(\S+\/debian)\/?\s/m.exec(text))?.[1]
  } catch {
    return undefined
  }
}
