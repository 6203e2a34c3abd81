import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { machineCaBundles, trust } from '../../src/adapters/trust.ts'

let folder: string

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'trust-test-'))
})
afterAll(() => {
  rmSync(folder, { recursive: true })
})

describe('trust', () => {
  it('knows where distributions keep their bundle', () => {
    expect(machineCaBundles).toEqual([
      '/etc/ssl/certs/ca-certificates.crt',
      '/etc/pki/tls/certs/ca-bundle.crt',
      '/etc/ssl/ca-bundle.pem',
      '/etc/ssl/cert.pem',
    ])
  })

  it('reads the bundle once', () => {
    const context = trust([])

    expect(context()).toBe(context())
  })

  it.each([
    ['empty', ''],
    ['without certificates', 'hello\n'],
    ['with a broken certificate', '-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n'],
    ['cut off', '-----BEGIN CERTIFICATE-----\nMIIB'],
  ])('does without a bundle that is %s', (name, text) => {
    const path = join(folder, name)
    writeFileSync(path, text)

    expect(trust([path])()).toHaveProperty('context')
  })

  it('does without a bundle that is a directory', () => {
    expect(trust([folder])()).toHaveProperty('context')
  })
})
