import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Deb } from './deb.ts'
import { runTool } from './tools.ts'

export const versions = ['1.0.1', '1.0.2', '1.0.3'] as const
export const architectures = ['amd64', 'arm64'] as const

/** Every stand-in package of the repository, for every architecture. */
export async function standIns(): Promise<Deb[]> {
  const modules = await compileModules()
  return architectures.flatMap((architecture) => {
    const native = architecture === ownArchitecture() ? modules : {}
    return [
      ...versions.map((version) => loginPackage(version, architecture, native)),
      selinuxPackage(architecture),
      predecessorPackage(architecture),
    ]
  })
}

/** The architecture of this machine, in Debian's words: that of the stand-ins' modules. */
export function ownArchitecture(): string {
  return process.arch === 'arm64' ? 'arm64' : 'amd64'
}

const source = join(import.meta.dirname, 'aadsshlogin')

function loginPackage(version: string, architecture: string, modules: Deb['files']): Deb {
  return {
    name: 'aadsshlogin',
    version,
    architecture,
    fields: {
      'Pre-Depends': 'grep, sed',
      Depends: 'libc6, libpam0g, libpam-runtime, openssh-server (>= 1:6.9), passwd',
      Conflicts: 'aadlogin',
    },
    control: filesOf('DEBIAN'),
    files: { ...payload(version), ...modules },
  }
}

/** Refuses, as the real one, to go before the main package. */
function selinuxPackage(architecture: string): Deb {
  const refusal = 'if [ "$1" = remove ] && [ -x /usr/sbin/aad_certhandler ]; then\n'
  return {
    name: 'aadsshlogin-selinux',
    version: '1.0.1',
    architecture,
    fields: { Conflicts: 'aadlogin-selinux' },
    control: {
      ...switches,
      prerm: `${switches.prerm}${refusal}  echo "aadsshlogin-selinux: remove aadsshlogin first" >&2\n  exit 1\nfi\n`,
    },
    files: { 'usr/share/selinux/packages/aad_permissions.pp': { content: 'stand-in\n', mode: 0o644 } },
  }
}

function predecessorPackage(architecture: string): Deb {
  return {
    name: 'aadlogin',
    version: '1.0.0',
    architecture,
    fields: { Conflicts: 'aadsshlogin' },
    control: switches,
    files: { 'usr/lib/aadlogin/version': { content: '1.0.0\n', mode: 0o644 } },
  }
}

/** Scripts that do nothing but what a test puts into /etc/standin. */
const switches = Object.fromEntries(
  ['preinst', 'postinst', 'prerm', 'postrm'].map((name) => [
    name,
    `#!/bin/sh\nset -e\nif [ -r /etc/standin/${name} ]; then . /etc/standin/${name}; fi\n`,
  ]),
)

function filesOf(dir: string): Record<string, string> {
  const names = readdirSync(join(source, dir))
  return Object.fromEntries(
    names.map((name): [string, string] => [name, readFileSync(join(source, dir, name), 'utf8')]),
  )
}

function payload(version: string): Deb['files'] {
  const programs: Deb['files'] = Object.fromEntries(
    Object.entries(filesOf('programs')).map(([name, text]) => [
      `usr/sbin/${name}`,
      { content: text.replace('@VERSION@', version), mode: 0o755 },
    ]),
  )
  const { profile, sudoers } = filesOf('files')
  return {
    ...programs,
    'usr/share/pam-configs/aad': { content: profile!, mode: 0o644 },
    'etc/sudoers.d/aad_admins': { content: sudoers!, mode: 0o440 },
  }
}

/** The NSS and PAM modules, for this machine's architecture only: there is no cross compiler to count on. */
async function compileModules(): Promise<Deb['files']> {
  const libraries = `usr/lib/${process.arch === 'arm64' ? 'aarch64' : 'x86_64'}-linux-gnu`
  const nss = await compile('nss_aad.c', ['-Wl,-soname,libnss_aad.so.2'])
  const pam = await compile('pam_aad.c', [])
  return {
    [`${libraries}/libnss_aad.so.2`]: { content: nss, mode: 0o644 },
    [`${libraries}/security/pam_aad.so`]: { content: pam, mode: 0o644 },
  }
}

async function compile(name: string, options: readonly string[]): Promise<Buffer> {
  const dir = mkdtempSync(join(tmpdir(), 'lab-gcc-'))
  try {
    const out = join(dir, 'module.so')
    await runTool('gcc', ['-shared', '-fPIC', '-O2', '-s', ...options, '-o', out, join(source, 'modules', name)])
    return readFileSync(out)
  } finally {
    rmSync(dir, { recursive: true })
  }
}
