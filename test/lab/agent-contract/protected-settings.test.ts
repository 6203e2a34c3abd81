import { execFileSync } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { describe, expect, it } from 'vitest'
import { systemFiles } from '../../../src/adapters/files.ts'
import { systemProcesses } from '../../../src/adapters/processes.ts'
import { readSettings } from '../../../src/agent/settings.ts'
import type { Host } from '../../../src/host.ts'
import { temporaryFolder } from '../../temporary-folder.ts'
import { World } from '../../world.ts'

/** The agent's library folder with a certificate, and one extension in it, as on a real machine. */
class Library {
  readonly folder = temporaryFolder()
  readonly extension = `${this.folder}/Publisher.Type-1.0.0`
  thumbprint: string

  constructor() {
    mkdirSync(`${this.extension}/config`, { recursive: true })
    this.thumbprint = this.addCertificate()
  }

  /** Makes a key pair the way the agent stores it: two PEM files named by the thumbprint. */
  addCertificate(): string {
    const [key, certificate] = [`${this.folder}/new.prv`, `${this.folder}/new.crt`]
    const subject = ['-subj', '/CN=lab', '-days', '2']
    openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', certificate, ...subject])
    const { fingerprint } = new X509Certificate(readFileSync(certificate))
    const thumbprint = fingerprint.replaceAll(':', '')
    copyFileSync(key, `${this.folder}/${thumbprint}.prv`)
    copyFileSync(certificate, `${this.folder}/${thumbprint}.crt`)
    return thumbprint
  }

  /** Seals a text for a certificate as the service does: DER of an enveloped CMS message. */
  seal(text: string, cipher: string, command = 'cms'): Buffer {
    const argv = [command, '-encrypt', '-binary', '-outform', 'DER', cipher, `${this.folder}/${this.thumbprint}.crt`]
    return openssl(argv, text)
  }

  settings(sealed: Buffer): void {
    const handlerSettings = {
      publicSettings: {},
      protectedSettings: sealed.toString('base64'),
      protectedSettingsCertThumbprint: this.thumbprint,
    }
    writeFileSync(`${this.extension}/config/0.settings`, JSON.stringify({ runtimeSettings: [{ handlerSettings }] }))
  }

  read(processes: Host['processes'] = systemProcesses()) {
    const host = { ...new World().host(), files: systemFiles(), processes }
    const folders = { logFolder: '/x', configFolder: `${this.extension}/config`, statusFolder: '/x' }
    const place = { extensionFolder: this.extension, agentFolder: dirname(this.extension) }
    return readSettings(host, { kind: 'agent', name: 'P.T', version: '1', ...folders, ...place }, 0)
  }
}

function openssl(argv: readonly string[], input = ''): Buffer {
  return execFileSync('openssl', argv, { input, stdio: ['pipe', 'pipe', 'pipe'] })
}

const credentials = { username: 'bob', password: 'p@ss "wörd"\\/ 漢' }
const text = JSON.stringify({ proxyCredentials: credentials })

describe('protected settings, with the openssl of this machine', () => {
  it.each([
    ['cms', '-des3'],
    ['cms', '-aes256'],
    ['smime', '-des3'],
    ['smime', '-aes256'],
  ])('sealed by %s with %s are read', async (command, cipher) => {
    const library = new Library()
    library.settings(library.seal(text, cipher, command))

    expect(await library.read()).toMatchObject({ proxyCredentials: credentials, warnings: [] })
  })

  it('are read by smime where cms fails', async () => {
    const library = new Library()
    const real = systemProcesses()
    const asked: (string | undefined)[] = []
    library.settings(library.seal(text, '-aes256'))

    const settings = await library.read({
      ...real,
      run: (argv, options) => {
        asked.push(argv[1])
        return argv[1] === 'cms' ? real.run(['false'], options) : real.run(argv, options)
      },
    })

    expect(asked).toEqual(['cms', 'smime'])
    expect(settings).toMatchObject({ proxyCredentials: credentials })
  })

  it('are decrypted at every use: the same sequence number may come with a new certificate', async () => {
    const library = new Library()
    library.settings(library.seal(text, '-aes256'))
    await library.read()
    library.thumbprint = library.addCertificate()
    library.settings(library.seal('{}', '-aes256'))

    expect(await library.read()).not.toHaveProperty('proxyCredentials')
  })

  it('are refused when the key is another one', async () => {
    const library = new Library()
    const other = library.addCertificate()
    library.settings(library.seal(text, '-aes256'))
    copyFileSync(`${library.folder}/${other}.prv`, `${library.folder}/${library.thumbprint}.prv`)

    await expect(library.read()).rejects.toMatchObject({
      code: 'settings.undecryptable',
      detail: { problem: expect.stringMatching(/^openssl cms ended with \d, openssl smime ended with \d/) as string },
    })
  })

  it.each([
    ['cut', (sealed: Buffer) => sealed.subarray(0, -20)],
    ['not a message', () => Buffer.from('hunter2 hunter2!')],
    ['changed', (sealed: Buffer) => Buffer.concat([sealed.subarray(0, 40), Buffer.alloc(8), sealed.subarray(48)])],
  ])('are refused when they are %s', async (_, spoil) => {
    const library = new Library()
    library.settings(spoil(library.seal(text, '-aes256')))

    await expect(library.read()).rejects.toMatchObject({ code: 'settings.undecryptable' })
  })
})
