import { readFileSync } from 'node:fs'
import { createSecureContext, rootCertificates, type SecureContext } from 'node:tls'

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
  try {
    return createSecureContext({ ca: [...rootCertificates, ...machineCertificates(caBundles)] })
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
