import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateKey, readKey } from 'openpgp'
import { beforeAll, describe, expect, it } from 'vitest'
import { createKeyring } from '../../src/adapters/keyring.ts'
import type { PublicKey } from '../../src/host.ts'

const keyring = createKeyring()

interface Pair {
  readonly publicKey: string
  readonly privateKey: string
  readonly fingerprint: string
  readonly binary: Uint8Array
}

async function makePair(name: string, type: 'curve25519' | 'rsa'): Promise<Pair> {
  const userIDs = [{ name }]
  const options = type === 'rsa' ? ({ type, rsaBits: 2048, userIDs } as const) : ({ type, userIDs } as const)
  const { publicKey, privateKey } = await generateKey({ ...options, format: 'armored' })
  const key = await readKey({ armoredKey: publicKey })
  return { publicKey, privateKey, fingerprint: key.getFingerprint().toUpperCase(), binary: key.write() }
}

let first: Pair
let second: Pair

beforeAll(async () => {
  first = await makePair('First', 'rsa')
  second = await makePair('Second', 'curve25519')
})

function bytes(text: string): Uint8Array {
  return new TextEncoder().encode(text)
}

/** What is read of a file with this key alone. */
function only({ fingerprint, binary, publicKey }: Pair): PublicKey {
  return { fingerprints: [fingerprint], binary, armoured: `${publicKey.replaceAll('\r\n', '\n').trimEnd()}\n` }
}

describe('read', () => {
  it('reads an armoured key', async () => {
    expect(await keyring.read(bytes(first.publicKey))).toEqual(only(first))
    expect(first.fingerprint).toMatch(/^[0-9A-F]{40}$/)
  })

  it('reads a binary key', async () => {
    expect(await keyring.read(first.binary)).toEqual(only(first))
  })

  it('reads several keys in one file, armoured or not', async () => {
    const binary = new Uint8Array([...first.binary, ...second.binary])
    const armoured = only(first).armoured + only(second).armoured
    const both = { fingerprints: [first.fingerprint, second.fingerprint], binary, armoured }

    expect(await keyring.read(binary)).toEqual(both)
    expect(await keyring.read(bytes(`${first.publicKey}\n${second.publicKey}`))).toEqual(both)
  })

  it('reads an armoured key with Windows line ends and words around it', async () => {
    const text = `Our key:\r\n${first.publicKey.replaceAll('\n', '\r\n')}\r\nThank you.`

    expect(await keyring.read(bytes(text))).toMatchObject({ fingerprints: [first.fingerprint] })
  })

  it('refuses private keys, alone or beside a public one', async () => {
    expect(await keyring.read(bytes(first.privateKey))).toBeUndefined()
    expect(await keyring.read(bytes(first.publicKey + second.privateKey))).toBeUndefined()
    expect(await keyring.read(bytes(second.privateKey + first.publicKey))).toBeUndefined()
    const disguised = first.privateKey.replaceAll('PRIVATE', 'PUBLIC')
    expect(await keyring.read(bytes(disguised))).toBeUndefined()
  })

  it.each<[string, Uint8Array]>([
    ['nothing', new Uint8Array()],
    ['a web page', bytes('<html>blocked by your administrator</html>')],
    ['zeros', new Uint8Array(100)],
    ['noise', Uint8Array.from({ length: 500 }, (_, n) => 0x80 | ((n * 73) % 128))],
    ['a message', bytes('-----BEGIN PGP MESSAGE-----\n\nyxJiAAAAAABoZWxsbw==\n-----END PGP MESSAGE-----\n')],
    ['a literal data packet', new Uint8Array([0xcb, 0x08, 0x62, 0, 0, 0, 0, 0, 0x68, 0x69])],
    ['empty armour', bytes('-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n-----END PGP PUBLIC KEY BLOCK-----\n')],
    ['only the beginning of armour', bytes('-----BEGIN PGP PUBLIC KEY BLOCK-----')],
  ])('takes %s for no key', async (_what, data) => {
    expect(await keyring.read(data)).toBeUndefined()
  })

  it('takes a damaged or cut key for none', async () => {
    expect(await keyring.read(first.binary.slice(0, 200))).toBeUndefined()
    expect(await keyring.read(bytes(first.publicKey.slice(0, 400)))).toBeUndefined()
  })

  it('writes no packet that it did not understand', async () => {
    const privateUse = [0xc0 | 61, 3, 1, 2, 3]

    const key = await keyring.read(new Uint8Array([...first.binary, ...privateUse]))

    expect(key).toEqual(only(first))
  })

  it('reads an old key that vouches for itself with SHA-1, so that gpgv takes its signatures', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyring-test-'))
    const run = (program: string, ...args: string[]): Buffer =>
      execFileSync(program, ['--homedir', folder, ...args], { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] })
    try {
      const generate = ['--cert-digest-algo', 'SHA1', '--quick-generate-key', 'Old', 'rsa2048', 'sign', 'never']
      run('gpg', '--batch', '--passphrase', '', ...generate)
      const [, fingerprint] = /^fpr:+([0-9A-F]+):/m.exec(run('gpg', '--with-colons', '--list-keys').toString())!
      writeFileSync(join(folder, 'InRelease'), 'Suite: bookworm\n')
      run('gpg', '--batch', '--detach-sign', 'InRelease')

      const key = await keyring.read(new Uint8Array(run('gpg', '--export', '--armor', 'Old')))

      expect(key?.fingerprints).toEqual([fingerprint])
      writeFileSync(join(folder, 'ours.gpg'), key!.binary)
      const verified = run(
        'gpgv',
        '--status-fd',
        '1',
        '--keyring',
        './ours.gpg',
        'InRelease.sig',
        'InRelease',
      ).toString()
      expect(verified).toContain(`VALIDSIG ${fingerprint!}`)
    } finally {
      run('gpgconf', '--kill', 'all')
      rmSync(folder, { recursive: true })
    }
  })

  it('writes what rpm imports as the same keys', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyring-test-'))
    const run = (...args: string[]): string =>
      execFileSync('rpm', ['--dbpath', join(folder, 'db'), ...args], {
        encoding: 'utf8',
        stdio: ['ignore', 'pipe', 'ignore'],
      })
    try {
      const third = await makePair('Third', 'rsa')
      const text = `${first.publicKey}${third.publicKey}`.replaceAll(/\r?\n/g, '\r\n')
      writeFileSync(join(folder, 'keyring.asc'), (await keyring.read(bytes(text)))!.armoured)
      run('--import', join(folder, 'keyring.asc'))

      const trusted = run('-q', 'gpg-pubkey', '--qf', '%{VERSION}\\n').trim().split('\n')
      const wanted = [first, third].map(({ fingerprint }) => fingerprint.slice(-8).toLowerCase())
      expect(trusted.toSorted()).toEqual(wanted.toSorted())
    } finally {
      rmSync(folder, { recursive: true })
    }
  })

  it('writes what gpg reads as the same keys', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'keyring-test-'))
    try {
      const file = join(folder, 'keyring.gpg')
      writeFileSync(file, (await keyring.read(bytes(first.publicKey + second.publicKey)))!.binary)
      const args = ['--homedir', folder, '--with-colons', '--show-keys', file]
      const output = execFileSync('gpg', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] })

      const primaries = [...output.matchAll(/^pub:[^]*?^fpr:+([0-9A-F]+):/gm)].map(([, fingerprint]) => fingerprint)
      expect(primaries).toEqual([first.fingerprint, second.fingerprint])
    } finally {
      rmSync(folder, { recursive: true })
    }
  })
})
