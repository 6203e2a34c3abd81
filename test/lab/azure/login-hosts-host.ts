import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { addresses } from '../machine/addresses.ts'
import type { Fabric } from '../machine/fabric.ts'
import { startProgram, type Commands } from '../packages/ipc.ts'
import { runTool } from '../packages/tools.ts'

/** What the hosts do: answer with 200 (or a status of somebody in between), or where they fail. */
export type LoginHostsMode = 'open' | 'closed' | 'noTls' | 'untrusted' | 'silent' | number

/** What the program answers to. */
export interface LoginHostsCommands extends Commands {
  set: (mode: LoginHostsMode) => void
  settled: () => boolean
  requests: () => string[]
}

const names = ['login.microsoftonline.com', 'pas.windows.net']

/** For /etc/hosts of a machine: blob storage is plain HTTP, so that port 443 of its address is free for them. */
export const loginHosts: Readonly<Record<string, string>> = Object.fromEntries(
  names.map((name) => [name, addresses.blob]),
)

export interface LoginHosts {
  /** From now on they do this. */
  set: (mode: LoginHostsMode) => Promise<void>
  /** Host and path of every request so far. */
  requests: () => Promise<string[]>
  stop: () => Promise<void>
}

/** Starts the public cloud's sign-in and role hosts in a fabric; `authority` is a folder with ca.crt and ca.key. */
export async function startLoginHosts(fabric: Fabric, authority: string): Promise<LoginHosts> {
  const folder = mkdtempSync(join(tmpdir(), 'login-hosts-'))
  await makeCertificates(folder, authority)
  const program = join(import.meta.dirname, 'login-hosts.ts')
  const { ask, stop } = await startProgram<LoginHostsCommands>(fabric, program, [folder, addresses.blob, '443'])
  return {
    set: async (mode) => {
      await ask('set', mode)
      while (!(await ask('settled'))) await sleep(5)
    },
    requests: () => ask('requests'),
    stop: async () => {
      await stop()
      rmSync(folder, { recursive: true })
    },
  }
}

/** Copies of the authority, because openssl writes beside it. */
async function makeCertificates(folder: string, authority: string): Promise<void> {
  for (const file of ['ca.crt', 'ca.key']) copyFileSync(join(authority, file), join(folder, file))
  writeFileSync(join(folder, 'names'), `subjectAltName=${names.map((name) => `DNS:${name}`).join(',')}\n`)
  for (const certificate of ['trusted', 'untrusted']) {
    const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-keyout', `${certificate}.key`]
    await runTool('openssl', ['req', '-new', ...key, '-out', 'csr', '-subj', '/CN=login'], { cwd: folder })
    const signer =
      certificate === 'trusted' ? ['-CA', 'ca.crt', '-CAkey', 'ca.key'] : ['-signkey', `${certificate}.key`]
    const output = ['-out', `${certificate}.crt`, '-extfile', 'names', '-days', '30', '-set_serial', '2']
    await runTool('openssl', ['x509', '-req', '-in', 'csr', ...signer, ...output], { cwd: folder })
  }
}
