import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTool } from './tools.ts'

/** Files by path without a leading slash: text or bytes, and mode. */
export type Payload = Readonly<Record<string, { content: string | Buffer; mode: number }>>

const source = join(import.meta.dirname, 'aadsshlogin')

/** The texts of a folder of the login package's source, by name. */
export function sourceTexts(dir: string): Record<string, string> {
  const names = readdirSync(join(source, dir))
  return Object.fromEntries(
    names.map((name): [string, string] => [name, readFileSync(join(source, dir, name), 'utf8')]),
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
