import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { addresses } from '../machine/addresses.ts'
import { fabricExec, type Fabric } from '../machine/fabric.ts'
import { requireTools } from '../packages/tools.ts'
import type { Credentials, LoginKeys } from './keys.ts'

/** Where a client runs, and whom it believes to be the machine. */
export interface Client {
  readonly fabric: Fabric
  readonly keys: LoginKeys
}

export interface LoginResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** The file with the host key that clients accept. */
export function knownHosts({ folder }: LoginKeys): string {
  return join(folder, 'known_hosts')
}

/** Starts a client outside the machine, with a shell there unless a command is given. */
export function startClient({ fabric, keys }: Client, credentials: Credentials, command?: string): ChildProcess {
  requireTools('ssh')
  const { user, key, certificate } = credentials
  const options = [
    ...Object.entries(fixedOptions).map(([name, value]) => `${name}=${value}`),
    `UserKnownHostsFile=${knownHosts(keys)}`,
    `IdentityFile=${key}`,
    ...(certificate === undefined ? [] : [`CertificateFile=${certificate}`]),
  ].flatMap((option) => ['-o', option])
  const target = ['-l', user, addresses.guest, ...(command === undefined ? [] : [command])]
  return fabricExec(fabric, ['ssh', '-T', '-F', 'none', ...options, ...target], { stdio: 'pipe' })
}

/** Logs in, runs a command and waits for its end. */
export function login(client: Client, credentials: Credentials, command: string): Promise<LoginResult> {
  const child = startClient(client, credentials, command)
  const texts = { stdout: '', stderr: '' }
  child.stdin?.end()
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.on('data', (chunk: Buffer) => (texts[name] += chunk.toString()))
  return new Promise((resolve, reject) => {
    child.once('error', reject)
    child.once('close', (code) => {
      resolve({ code, ...texts })
    })
  })
}

/**
 * Nothing of the host's own user is used, nothing is asked, and a silent machine is not waited for without end. With the
 * default exchange of keys a login took the client 61 ms of a processor, with this one 12; logins are tried all the time.
 */
const fixedOptions = {
  BatchMode: 'yes',
  ConnectTimeout: '60',
  GlobalKnownHostsFile: 'none',
  HostKeyAlgorithms: 'ssh-ed25519',
  IdentitiesOnly: 'yes',
  IdentityAgent: 'none',
  KexAlgorithms: 'curve25519-sha256',
  LogLevel: 'ERROR',
  PreferredAuthentications: 'publickey',
  StrictHostKeyChecking: 'yes',
}
