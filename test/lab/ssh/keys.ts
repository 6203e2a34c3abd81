import { mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTool } from '../packages/tools.ts'

/** What a client shows to sshd: a key, or a key with the certificate that an authority gave for it. */
export interface Credentials {
  readonly user: string
  /** Path of the private key; the public one stands beside it. */
  readonly key: string
  /** Path of the certificate. */
  readonly certificate?: string
}

/** Who logs in in the lab, with keys made for one run. */
export interface LoginKeys {
  /** A folder of the host for what clients need. */
  readonly folder: string
  /** The public key of the authority, one line: what Entra's is on Azure. */
  readonly authority: string
  /** A local user, let in by ~/.ssh/authorized_keys. */
  readonly local: Credentials
  /** An Entra user, with a certificate of the authority. */
  readonly entra: Credentials
  /** The same user with the key alone. */
  readonly bare: Credentials
  /** The same user with a certificate of an authority that nobody trusts. */
  readonly forged: Credentials
  /** Another Entra user, who shows the certificate of the first. */
  readonly borrowed: Credentials
  remove: () => void
}

export const localUser = 'azureuser'
export const entraUser = 'maria@example.com'

/** Makes all keys and certificates; they are valid for an hour. */
export async function makeLoginKeys(): Promise<LoginKeys> {
  const folder = mkdtempSync(join(tmpdir(), 'login-'))
  const [authority, stranger, own, maria, copy] = await Promise.all(
    ['authority', 'stranger', 'local', 'maria', 'maria-forged'].map((name) => makeKey(join(folder, name))),
  )
  if (!authority || !stranger || !own || !maria || !copy) throw new Error('ssh-keygen made too few keys')
  const certificate = await certify(authority, maria)
  return {
    folder,
    authority: readFileSync(`${authority}.pub`, 'utf8').trim(),
    local: { user: localUser, key: own },
    entra: { user: entraUser, key: maria, certificate },
    bare: { user: entraUser, key: maria },
    forged: { user: entraUser, key: copy, certificate: await certify(stranger, copy) },
    borrowed: { user: 'eve@example.com', key: maria, certificate },
    remove: () => {
      rmSync(folder, { recursive: true })
    },
  }
}

/** The fingerprint of a public key, e.g. `SHA256:…`, as sshd logs it. */
export async function fingerprintOf({ key }: Pick<Credentials, 'key'>): Promise<string> {
  const text = await runTool('ssh-keygen', ['-lf', `${key}.pub`])
  return text.split(' ')[1] ?? ''
}

async function makeKey(path: string): Promise<string> {
  await runTool('ssh-keygen', ['-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', path])
  return path
}

/** A certificate for the Entra user's name, where no client finds it by itself. */
async function certify(authority: string, key: string): Promise<string> {
  await runTool('ssh-keygen', ['-q', '-s', authority, '-I', 'lab', '-n', entraUser, '-V', '-5m:+1h', `${key}.pub`])
  const certificate = `${key}.certificate`
  renameSync(`${key}-cert.pub`, certificate)
  return certificate
}
