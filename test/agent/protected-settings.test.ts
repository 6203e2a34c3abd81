import { describe, expect, it } from 'vitest'
import { decryptProtectedSettings } from '../../src/agent/protected-settings.ts'
import { World, type Program } from '../world.ts'

const thumbprint = '0123456789ABCDEF0123456789ABCDEF01234567'
const configFolder = '/var/lib/waagent/P.T-1.0/config'
const certificate = `/var/lib/waagent/${thumbprint}.crt`
const key = `/var/lib/waagent/${thumbprint}.prv`
const sealed = { text: btoa('DER bytes'), thumbprint }

function world(openssl?: Program): World {
  const made = new World().file(certificate, 'c').file(key, 'k')
  return openssl === undefined ? made : made.program('openssl', openssl)
}

async function failureOf(promise: Promise<string>): Promise<{ code: string; detail: Record<string, unknown> }> {
  return promise.then(
    () => expect.unreachable('should have failed'),
    (error: unknown) => error as { code: string; detail: Record<string, unknown> },
  )
}

describe('decryptProtectedSettings', () => {
  it('asks openssl cms with the key pair beside the extension folders, bytes on stdin', async () => {
    let input = ''
    const at = world((_, call) => {
      input = call.input
      return { stdout: '{"a":1}' }
    })

    expect(await decryptProtectedSettings(at.host(), configFolder, sealed)).toBe('{"a":1}')
    expect(input).toBe('DER bytes')
    expect(at.calls).toEqual([['openssl', 'cms', '-decrypt', '-inform', 'DER', '-recip', certificate, '-inkey', key]])
  })

  it('takes a thumbprint in lower case and base64 in lines', async () => {
    const at = world(() => ({ stdout: '{}' }))
    const lines = {
      text: `${sealed.text.slice(0, 4)}\r\n${sealed.text.slice(4)}\n`,
      thumbprint: thumbprint.toLowerCase(),
    }

    expect(await decryptProtectedSettings(at.host(), configFolder, lines)).toBe('{}')
    expect(at.calls[0]).toContain(certificate)
  })

  it('falls back to openssl smime', async () => {
    const at = world((argv) => (argv[1] === 'cms' ? { exitCode: 1, stderr: 'unknown command' } : { stdout: '{"b":2}' }))

    expect(await decryptProtectedSettings(at.host(), configFolder, sealed)).toBe('{"b":2}')
    expect(at.calls.map((argv) => argv[1])).toEqual(['cms', 'smime'])
  })

  it('never uses output that came with a failure', async () => {
    const at = world(() => ({ exitCode: 4, stdout: '{"proxyCredentials":{}}', stderr: 'bad decrypt' }))

    const failure = await failureOf(decryptProtectedSettings(at.host(), configFolder, sealed))

    expect(failure.code).toBe('settings.undecryptable')
    expect(failure.detail.problem).toBe(
      `openssl cms ended with 4, openssl smime ended with 4 with the certificate ${thumbprint}`,
    )
    expect(JSON.stringify(at.logged)).not.toContain('proxyCredentials')
  })

  it('says when openssl did not finish', async () => {
    const at = world(() => ({ exitCode: undefined, problem: 'timed out' }))

    const failure = await failureOf(decryptProtectedSettings(at.host(), configFolder, sealed))

    expect(failure.detail.problem).toContain('openssl cms did not finish (timed out)')
  })

  it('says when there is no openssl', async () => {
    const failure = await failureOf(decryptProtectedSettings(world().host(), configFolder, sealed))

    expect(failure).toMatchObject({ code: 'dependency.missing-tool', detail: { tool: 'openssl' } })
  })

  it.each([
    [
      'another kind of thumbprint',
      { ...sealed, thumbprint: `../../../etc/${thumbprint}` },
      'thumbprint of their certificate is not one',
    ],
    [
      'a thumbprint that ends in a line end',
      { ...sealed, thumbprint: `${thumbprint}\n` },
      'thumbprint of their certificate is not one',
    ],
    ['what is not base64', { ...sealed, text: '{"a":1}' }, 'they are not base64'],
    ['base64 that is cut', { ...sealed, text: 'TUkxM' }, 'they are not base64'],
    ['base64 of nothing', { ...sealed, text: '====' }, 'they are not base64'],
  ])('refuses %s before a program runs', async (_, given, problem) => {
    const at = world(() => ({ stdout: '{}' }))

    const failure = await failureOf(decryptProtectedSettings(at.host(), configFolder, given))

    expect(failure.code).toBe('settings.undecryptable')
    expect(failure.detail.problem).toContain(problem)
    expect(at.calls).toEqual([])
  })

  it.each([
    ['certificate', key, certificate],
    ['key', certificate, key],
  ])('names the missing %s', async (_, present, missing) => {
    const at = new World().file(present, 'x')

    const failure = await failureOf(decryptProtectedSettings(at.host(), configFolder, sealed))

    expect(failure).toMatchObject({ code: 'settings.undecryptable', detail: { problem: `there is no ${missing}` } })
  })
})
