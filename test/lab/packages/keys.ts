import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runTool } from './tools.ts'

/** Signing keys: the host's two, that of Azure Linux, a distribution's, one nobody trusts, one past its time. `at` is when it is made and signs, where not now. */
const keyTable = {
  good: { user: 'Stand-in (Release signing) <good@standin.test>', expires: 'never', at: '20240101T000000' },
  next: { user: 'Stand-in 2025 (Release signing) <next@standin.test>', expires: 'never', at: '20250501T000000' },
  azure: { user: 'Stand-in Linux (Release signing) <azure@standin.test>', expires: 'never', at: '20240101T000000' },
  distribution: { user: 'A distribution <distribution@standin.test>', expires: 'never', at: '20240101T000000' },
  stranger: { user: 'Stranger <stranger@standin.test>', expires: 'never', at: '20240101T000000' },
  expired: { user: 'Expired <expired@standin.test>', expires: '30d', at: '20240101T000000' },
} as const

export type KeyName = keyof typeof keyTable

export interface SigningKey {
  /** Forty hexadecimal digits. */
  fingerprint: string
  /** The public key, ASCII-armoured. */
  armored: string
}

/** A gpg home with the keys' secret halves; it exists only while packages are built. */
export interface Signer {
  keys: Record<KeyName, SigningKey>
  /** The text in a clear signature. */
  clearSign: (key: KeyName, text: string) => Promise<string>
  /** The armoured signature of a text. */
  detachSign: (key: KeyName, text: string) => Promise<string>
  /** Signs rpm packages in place. */
  signRpms: (key: KeyName, files: readonly string[]) => Promise<void>
}

/** What `use` returns, given new keys. The secret halves are gone afterwards. */
export async function withSigner<T>(use: (signer: Signer) => Promise<T>): Promise<T> {
  // gpg-agent's socket lies in the home: its path must be short.
  const home = mkdtempSync(join(tmpdir(), 'lab-gpg-'))
  try {
    const entries: [string, SigningKey][] = []
    for (const name of keyNames) entries.push([name, await makeKey(home, name)])
    const sign = (mode: string) => (key: KeyName, text: string) =>
      gpg(home, [...timeOf(key), '--local-user', mailOf(key), '--armor', mode], text)
    const keys = Object.fromEntries(entries) as Record<KeyName, SigningKey>
    const signRpms = (key: KeyName, files: readonly string[]) => addSignatures(home, key, files)
    return await use({ keys, clearSign: sign('--clearsign'), detachSign: sign('--detach-sign'), signRpms })
  } finally {
    await runTool('gpgconf', ['--homedir', home, '--kill', 'gpg-agent'])
    rmSync(home, { recursive: true, force: true })
  }
}

/** Writes every public key as `<name>.asc` and, for a keyring, binary as `<name>.gpg`. */
export async function writeKeys(dir: string, keys: Record<KeyName, SigningKey>): Promise<void> {
  mkdirSync(dir, { recursive: true })
  for (const name of keyNames) {
    const armored = join(dir, `${name}.asc`)
    writeFileSync(armored, keys[name].armored)
    await runTool('gpg', ['--batch', '--yes', '--output', join(dir, `${name}.gpg`), '--dearmor', armored])
  }
}

export const keyNames = Object.keys(keyTable) as KeyName[]

async function makeKey(home: string, name: KeyName): Promise<SigningKey> {
  const { user, expires, at } = keyTable[name]
  // RSA, because apt 1.x and rpm 4.16 read nothing newer.
  const make = ['--faked-system-time', at, '--pinentry-mode', 'loopback', '--passphrase', '']
  await gpg(home, [...make, '--quick-generate-key', user, 'rsa2048', 'sign', expires])
  const listing = await gpg(home, ['--with-colons', '--fingerprint', mailOf(name)])
  const fingerprint = /^fpr:+([0-9A-F]{40}):/m.exec(listing)?.[1]
  if (!fingerprint) throw new Error(`gpg shows no fingerprint of the key ${name}`)
  return { fingerprint, armored: await gpg(home, ['--armor', '--export', mailOf(name)]) }
}

function mailOf(name: KeyName): string {
  return `${name}@standin.test`
}

/** An expired key signs at a time when it was not. */
function timeOf(name: KeyName): string[] {
  return name === 'expired' ? ['--faked-system-time', '20240110T000000'] : []
}

async function addSignatures(home: string, key: KeyName, files: readonly string[]): Promise<void> {
  const macros = [`_gpg_path ${home}`, `_gpg_name ${mailOf(key)}`, '__gpg /usr/bin/gpg']
  if (timeOf(key).length > 0) macros.push(`_gpg_sign_cmd_extra_args ${timeOf(key).join(' ')}`)
  await runTool('rpmsign', ['--addsign', ...macros.flatMap((macro) => ['--define', macro]), ...files])
}

async function gpg(home: string, args: readonly string[], input = ''): Promise<string> {
  return await runTool('gpg', ['--homedir', home, '--batch', '--quiet', '--no-tty', ...args], { input })
}
