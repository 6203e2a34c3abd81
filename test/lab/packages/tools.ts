import { accessSync, constants } from 'node:fs'
import { join } from 'node:path'
import { execa } from 'execa'

/** Debian package that holds each program of the host which the lab uses. */
const packageOf = {
  mmdebstrap: 'mmdebstrap',
  'dpkg-deb': 'dpkg',
  gpg: 'gpg',
  gpgconf: 'gpgconf',
  openssl: 'openssl',
  gcc: 'gcc',
  ip: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  mount: 'mount',
  pivot_root: 'util-linux',
  tar: 'tar',
  rpmbuild: 'rpm',
  rpmsign: 'rpm',
  createrepo_c: 'createrepo-c',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
} as const

export type Tool = keyof typeof packageOf

/** Throws an error that says what to do when this is not root or one of the programs is missing. */
export function requireTools(...tools: readonly Tool[]): void {
  if (process.getuid?.() !== 0) throw new Error('the lab needs root: it makes mount, process and network namespaces')
  const missing = tools.filter((tool) => !isInstalled(tool))
  if (missing.length === 0) return
  const packages = [...new Set(missing.map((tool) => packageOf[tool]))]
  throw new Error(`the lab needs ${missing.join(', ')}: apt-get install ${packages.join(' ')}`)
}

/** Standard output of a program of the host; throws with its stderr when it exits non-zero. */
export async function runTool(tool: Tool, args: readonly string[], options: ToolOptions = {}): Promise<string> {
  requireTools(tool)
  const { stdout } = await execa(tool, args, options)
  return stdout
}

export interface ToolOptions {
  cwd?: string
  env?: Record<string, string>
  input?: string | Buffer
}

function isInstalled(tool: Tool): boolean {
  return ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin'].some((dir) => {
    try {
      accessSync(join(dir, tool), constants.X_OK)
      return true
    } catch {
      return false
    }
  })
}
