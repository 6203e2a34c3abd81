import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTool } from './tools.ts'

/** Files by path without a leading slash: text or bytes, and mode. */
export type Payload = Readonly<Record<string, { content: string | Buffer; mode: number }>>

/** Packages whose source is a folder here: the login and the one before it. */
export const sourcePackages = ['aadsshlogin', 'aadlogin'] as const
export type SourcePackage = (typeof sourcePackages)[number]

const source = join(import.meta.dirname, 'aadsshlogin')

/** The texts of a folder of a package's source, the login's unless told, by name. */
export function sourceTexts(dir: string, of: SourcePackage = 'aadsshlogin'): Record<string, string> {
  const folder = join(import.meta.dirname, of, dir)
  return Object.fromEntries(
    readdirSync(folder).map((name): [string, string] => [name, readFileSync(join(folder, name), 'utf8')]),
  )
}

/** What every login package has, whatever its format. */
export function programs(version: string): Payload {
  const files: Payload = Object.fromEntries(
    Object.entries(sourceTexts('programs')).map(([name, text]) => [
      `usr/sbin/${name}`,
      { content: text.replace('@VERSION@', version), mode: 0o755 },
    ]),
  )
  return { ...files, 'etc/sudoers.d/aad_admins': { content: sourceTexts('files').sudoers ?? '', mode: 0o440 } }
}

/** What the older package has, whatever its format: the same users, but no word with sshd. */
export function olderPrograms(version: string): Payload {
  const files = programs(version)
  const kept = Object.entries(files).filter(([path]) => /\/aaduser(add|del)$/.test(path))
  return { ...Object.fromEntries(kept), 'usr/lib/aadlogin/version': { content: `${version}\n`, mode: 0o644 } }
}

/**
 * The NSS and PAM modules, for this machine's architecture only: there is no cross compiler to count on. They lie where
 * Debian's libc and libpam look, which every root of the lab has.
 */
export async function compileModules(): Promise<Payload> {
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
