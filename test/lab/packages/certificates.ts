import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runTool } from './tools.ts'

/** What a TLS server of the lab can present; all but the first must be refused. */
const certificateTable = {
  server: { names: ['packages.microsoft.com', 'mirror.test', 'third-party.test', 'proxy.test'], signedBy: 'ca' },
  wrongname: { names: ['other.test'], signedBy: 'ca' },
  selfsigned: { names: ['packages.microsoft.com', 'mirror.test'], signedBy: 'self' },
} as const

export type CertificateName = keyof typeof certificateTable

/** Writes a new certificate authority (`ca.crt`) and `<name>.crt`, `<name>.key` of every server certificate. */
export async function makeCertificates(dir: string): Promise<void> {
  mkdirSync(dir, { recursive: true })
  const authority = ['-subj', '/CN=stand-in test CA', '-addext', 'basicConstraints=critical,CA:TRUE']
  await request(dir, 'ca', [...selfSigned, ...authority, '-addext', 'keyUsage=critical,keyCertSign'])
  for (const name of Object.keys(certificateTable) as CertificateName[]) await makeServer(dir, name)
}

const selfSigned = ['-x509', '-days', '3650']

async function makeServer(dir: string, name: CertificateName): Promise<void> {
  const { names, signedBy } = certificateTable[name]
  const subject = ['-subj', `/CN=${names[0]}`]
  const alternatives = `subjectAltName=${names.map((host) => `DNS:${host}`).join(',')}`
  if (signedBy === 'self') {
    await request(dir, name, [...selfSigned, ...subject, '-addext', alternatives])
    return
  }
  await runTool('openssl', ['req', '-new', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.csr`, ...subject], {
    cwd: dir,
  })
  writeFileSync(join(dir, `${name}.ext`), `${alternatives}\nextendedKeyUsage=serverAuth\n`)
  const issuer = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', '3650']
  const files = ['-in', `${name}.csr`, '-out', `${name}.crt`, '-extfile', `${name}.ext`]
  await runTool('openssl', ['x509', '-req', ...files, ...issuer], { cwd: dir })
}

const newKey = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes']

async function request(dir: string, name: string, options: readonly string[]): Promise<void> {
  await runTool('openssl', ['req', ...newKey, '-keyout', `${name}.key`, '-out', `${name}.crt`, ...options], {
    cwd: dir,
  })
}
