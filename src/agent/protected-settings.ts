import { fromBase64 } from '../core/base64.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import type { Host, RunResult } from '../host.ts'
import type { Sealed } from './settings-file.ts'

/** Both read the same DER; smime is for systems whose openssl has no CMS. */
const commands = ['cms', 'smime'] as const

/**
 * The plain text of protected settings, decrypted by openssl with the key pair the agent keeps beside the extension
 * folders. Throws `settings.undecryptable` or `dependency.missing-tool`. Never cached: the same sequence number may come
 * with a new certificate.
 */
export async function decryptProtectedSettings(host: Host, configFolder: string, sealed: Sealed): Promise<string> {
  const pair = await keyPair(host, libraryFolder(configFolder), sealed.thumbprint)
  const message = decodeBase64(sealed.text)
  const trouble: string[] = []
  for (const command of commands) {
    const argv = ['openssl', command, '-decrypt', '-inform', 'DER', '-recip', pair.certificate, '-inkey', pair.key]
    const result = await host.processes.run(argv, { input: message, timeoutMs: limits.query.timeoutMs })
    if (result.problem === 'ENOENT') throw new HandlerFailure('dependency.missing-tool', { tool: 'openssl' })
    // Output counts only with exit code 0: a wrong key can give bytes before openssl notices.
    if (result.exitCode === 0) return result.stdout
    trouble.push(`openssl ${command} ${endOf(result)}`)
    host.log.write('warn', 'openssl could not decrypt', { command, stderr: result.stderr.slice(0, 500) })
  }
  throw undecryptable(`${trouble.join(', ')} with the certificate ${pair.thumbprint}`)
}

/** Where the agent keeps certificates: two levels above the configuration folder. */
function libraryFolder(configFolder: string): string {
  return configFolder.split('/').slice(0, -2).join('/')
}

async function keyPair(host: Host, folder: string, given: string) {
  if (!/^[0-9A-F]{40}$/i.test(given)) throw undecryptable('the thumbprint of their certificate is not one')
  const thumbprint = given.toUpperCase()
  const [certificate, key] = [`${folder}/${thumbprint}.crt`, `${folder}/${thumbprint}.prv`]
  for (const path of [certificate, key])
    if ((await host.files.stat(path)) === undefined) throw undecryptable(`there is no ${path}`)
  return { thumbprint, certificate, key }
}

function decodeBase64(text: string): Uint8Array {
  const bare = text.replace(/\s+/g, '')
  if (!/^[0-9A-Za-z+/]+={0,2}$/.test(bare) || bare.length % 4 !== 0) throw undecryptable('they are not base64')
  return fromBase64(bare)
}

function endOf(result: RunResult): string {
  return result.exitCode === undefined
    ? `did not finish (${result.problem ?? 'killed'})`
    : `ended with ${result.exitCode}`
}

function undecryptable(problem: string): HandlerFailure {
  return new HandlerFailure('settings.undecryptable', { problem })
}
