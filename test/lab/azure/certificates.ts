import { X509Certificate } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { openssl, withFiles } from './openssl.ts'

/** A certificate that settings are encrypted to, with its key; the thumbprint is SHA-1 in upper case hex. */
export interface TenantCertificate {
  readonly certificate: string
  readonly key: string
  readonly thumbprint: string
}

/** Returns a fresh tenant certificate (RSA 2048). */
export async function makeTenantCertificate(): Promise<TenantCertificate> {
  return withFiles({}, async (folder) => {
    const key = join(folder, 'key.pem')
    const out = join(folder, 'cert.pem')
    const subject = ['-subj', '/CN=TenantEncryptionCert', '-days', '825', '-sha256']
    await openssl(['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...subject, '-keyout', key, '-out', out])
    const certificate = await readFile(out, 'utf8')
    const thumbprint = new X509Certificate(certificate).fingerprint.replaceAll(':', '')
    return { certificate, key: await readFile(key, 'utf8'), thumbprint }
  })
}

/** The settings' content ciphers that Azure has used. */
export type SettingsCipher = 'aes256' | 'aes128' | 'des3'

/** Returns protectedSettings: base64 on one line of a DER CMS envelope for the tenant certificate. */
export async function encryptSettings(
  tenant: TenantCertificate,
  settings: string | Buffer,
  cipher: SettingsCipher = 'aes256',
): Promise<string> {
  return (await encrypt(tenant.certificate, Buffer.from(settings), cipher)).toString('base64')
}

/**
 * Returns the `Data` of the certificates document: tenant certificate and key as a PFX without password, encrypted for
 * the agent's transport certificate (base64 of its DER, as the request header carries it). Lines of 76 columns:
 * openssl's MIME reader, which the agent uses, refuses one long line.
 */
export async function certificatesData(
  tenant: TenantCertificate,
  transportBase64: string,
  cipherName: string,
): Promise<string> {
  const transport = `-----BEGIN CERTIFICATE-----\n${columns(transportBase64, 64)}\n-----END CERTIFICATE-----\n`
  const cipher = cipherName === 'AES128_CBC' ? 'aes128' : 'des3'
  const envelope = await encrypt(transport, await pfx(tenant), cipher)
  return columns(envelope.toString('base64'), 76)
}

async function pfx(tenant: TenantCertificate): Promise<Buffer> {
  return withFiles({ 'key.pem': tenant.key, 'cert.pem': tenant.certificate }, (folder) => {
    const parts = ['-inkey', join(folder, 'key.pem'), '-in', join(folder, 'cert.pem'), '-passout', 'pass:']
    const oldGuests = ['-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-macalg', 'SHA1']
    return openssl(['pkcs12', '-export', ...parts, ...oldGuests])
  })
}

async function encrypt(certificate: string, content: Buffer, cipher: SettingsCipher): Promise<Buffer> {
  return withFiles({ 'to.pem': certificate }, (folder) =>
    openssl(['cms', '-encrypt', '-binary', '-outform', 'DER', `-${cipher}`, join(folder, 'to.pem')], content),
  )
}

function columns(base64: string, width: number): string {
  return (base64.match(new RegExp(`.{1,${width}}`, 'g')) ?? []).join('\n')
}
