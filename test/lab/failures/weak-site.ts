import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { addresses } from '../machine/addresses.ts'
import { cached } from '../packages/cache.ts'
import type { HostCommands } from '../packages/host.ts'
import { startProgram } from '../packages/ipc.ts'
import type { Repository } from '../packages/repositories.ts'
import { runTool } from '../packages/tools.ts'
import type { Bench } from './bench.ts'

/** A mirror whose key vouches for itself with SHA-1, as Microsoft's first one does, and signs with SHA-256. */
export interface WeakSite {
  url: string
  /** The public key, armoured. */
  key: string
  fingerprint: string
  stop: () => Promise<void>
}

/** The name it has on the machine, which must know its address: `weakHosts`. */
const name = 'third-party.test'
export const weakHosts = { [name]: addresses.proxy } as const

/** Starts such a mirror of the repository of a bench, beside the package host. */
export async function startWeakSite(bench: Bench): Promise<WeakSite> {
  const { world } = bench.site.packages
  const { repository } = bench.row
  const folder = await cached(
    'weak-site',
    [world.www, repository.path, readFileSync(import.meta.filename, 'utf8')],
    (draft) => makeSite(draft, join(world.www, 'state/all', repository.path), repository),
  )
  const args = [join(folder, 'www'), world.certificates, addresses.proxy]
  const server = join(import.meta.dirname, '../packages/server.ts')
  const { stop } = await startProgram<HostCommands>(bench.site.network, server, args)
  const read = (file: string): string => readFileSync(join(folder, file), 'utf8')
  return { url: `https://${name}`, key: read('key.asc'), fingerprint: read('fingerprint'), stop }
}

async function makeSite(draft: string, from: string, repository: Repository): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'lab-weak-'))
  const gpg = (args: readonly string[]): Promise<string> =>
    runTool('gpg', ['--homedir', home, '--batch', '--yes', '--quiet', '--no-tty', ...args])
  try {
    const old = ['--faked-system-time', '20240101T000000', '--cert-digest-algo', 'SHA1', '--passphrase', '']
    await gpg([...old, '--pinentry-mode', 'loopback', '--quick-generate-key', mail, 'rsa2048', 'sign', 'never'])
    writeFileSync(join(draft, 'key.asc'), await gpg(['--armor', '--export', mail]))
    const listing = await gpg(['--with-colons', '--fingerprint', mail])
    writeFileSync(join(draft, 'fingerprint'), /^fpr:+([0-9A-F]{40}):/m.exec(listing)?.[1] ?? '')
    const to = join(draft, 'www', repository.path)
    mkdirSync(to, { recursive: true })
    cpSync(from, to, { recursive: true, dereference: true })
    const sign = ['--digest-algo', 'SHA256', '--local-user', mail, '--armor']
    if (repository.format === 'deb') {
      const suite = join(to, 'dists', repository.suite)
      await gpg([...sign, '--output', join(suite, 'InRelease'), '--clearsign', join(suite, 'Release')])
      rmSync(join(suite, 'Release.gpg'))
    } else {
      await signRpms(home, to)
      const list = join(to, 'repodata/repomd.xml')
      await gpg([...sign, '--output', `${list}.asc`, '--detach-sign', list])
    }
  } finally {
    await runTool('gpgconf', ['--homedir', home, '--kill', 'gpg-agent'])
    rmSync(home, { recursive: true, force: true })
  }
}

const mail = 'weak@standin.test'

async function signRpms(home: string, repository: string): Promise<void> {
  const packages = join(repository, 'Packages')
  const files = readdirSync(packages).map((file) => join(packages, file))
  const macros = [`_gpg_path ${home}`, `_gpg_name ${mail}`, '__gpg /usr/bin/gpg', '_gpg_digest_algo sha256']
  await runTool('rpmsign', ['--addsign', ...macros.flatMap((macro) => ['--define', macro]), ...files])
  rmSync(join(repository, 'repodata'), { recursive: true })
  await runTool('createrepo_c', ['--quiet', '--no-database', repository])
}
