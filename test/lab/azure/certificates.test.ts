import { X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { certificatesData, encryptSettings, makeTenantCertificate, type TenantCertificate } from './certificates.ts'
import { openssl, withFiles } from './openssl.ts'

let tenant: TenantCertificate
let transport: TenantCertificate

beforeAll(async () => {
  ;[tenant, transport] = await Promise.all([makeTenantCertificate(), makeTenantCertificate()])
})

describe('certificatesData', () => {
  it.each(['DES_EDE3_CBC', 'AES128_CBC'])(
    'gives certificate and key back to the steps of the agent (%s)',
    async (cipher) => {
      const oneLine = transport.certificate.replace(/-----[^-]+-----|\s/g, '')

      const data = await certificatesData(tenant, oneLine, cipher)

      const mime =
        'MIME-Version:1.0\nContent-Disposition: attachment; filename="Certificates.p7m"\n' +
        `Content-Type: application/x-pkcs7-mime; name="Certificates.p7m"\nContent-Transfer-Encoding: base64\n\n${data}`
      const files = { 'a.p7m': mime, 'key.pem': transport.key, 'cert.pem': transport.certificate }
      const pem = await withFiles(files, async (folder) => {
        const keys = ['-inkey', join(folder, 'key.pem'), '-recip', join(folder, 'cert.pem')]
        const pfx = await openssl(['cms', '-decrypt', '-in', join(folder, 'a.p7m'), ...keys])
        return (await openssl(['pkcs12', '-nodes', '-password', 'pass:'], pfx)).toString()
      })
      const [certificate = ''] = /-----BEGIN CERTIFICATE-----[^]+?-----END CERTIFICATE-----/.exec(pem) ?? []
      expect(new X509Certificate(certificate).fingerprint.replaceAll(':', '')).toBe(tenant.thumbprint)
      expect(pem).toContain('BEGIN PRIVATE KEY')
      expect(Math.max(...data.split('\n').map((line) => line.length))).toBe(76)
    },
  )
})

describe('encryptSettings', () => {
  it.each(['aes256', 'des3'] as const)('is opened by the tenant key alone (%s)', async (cipher) => {
    const sealed = await encryptSettings(tenant, '{"proxyCredentials":"ä"}', cipher)

    expect(await open(sealed, tenant)).toBe('{"proxyCredentials":"ä"}')
    await expect(open(sealed, transport)).rejects.toThrow('openssl cms')
    expect(sealed).not.toContain('\n')
  })
})

function open(sealed: string, owner: TenantCertificate): Promise<string> {
  return withFiles({ 'key.pem': owner.key, 'cert.pem': owner.certificate }, async (folder) => {
    const keys = ['-recip', join(folder, 'cert.pem'), '-inkey', join(folder, 'key.pem')]
    return (await openssl(['cms', '-decrypt', '-inform', 'DER', ...keys], Buffer.from(sealed, 'base64'))).toString()
  })
}
