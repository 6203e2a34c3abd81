import { readFileSync } from 'node:fs'
import type { SecureContext } from 'node:tls'

/** Where distributions keep all trusted CA certificates in one file; the first one that exists counts. */
export const machineCaBundles: readonly string[] = [
  '/etc/ssl/certs/ca-certificates.crt',
  '/etc/pki/tls/certs/ca-bundle.crt',
  '/etc/ssl/ca-bundle.pem',
  '/etc/ssl/cert.pem',
]

/**
 * Answers whom to trust: Node's own roots, because an old machine's may have expired, and the machine's, because a
 * private mirror or an inspecting proxy has its CA there. Read when first asked for; a broken bundle is left out.
 */
export function trust(caBundles: readonly string[]): () => SecureContext {
  let context: SecureContext | undefined
  return () => (context ??= makeContext(caBundles))
}

function makeContext(caBundles: readonly string[]): SecureContext {
  const { createSecureContext, rootCertificates } = process.getBuiltinModule('node:tls')
  const known = new Set(rootCertificates.map(compact))
  const others = machineCertificates(caBundles).filter((certificate) => !known.has(compact(certificate)))
  try {
    return createSecureContext({ ca: [...rootCertificates, ...others] })
  } catch {
    return createSecureContext({ ca: [...rootCertificates] })
  }
}

function machineCertificates(caBundles: readonly string[]): readonly string[] {
  for (const path of caBundles) {
    try {
      return readFileSync(path, 'utf8').match(/-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----/g) ?? []
    } catch {
      continue
    }
  }
  return []
}

/** Most are Node's own; each that need not be read twice saves a tenth of a millisecond. */
function compact(certificate: string): string {
  return certificate.replace(/\s/g, '')
}
