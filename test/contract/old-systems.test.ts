import { execFileSync } from 'node:child_process'
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { encryptSettings, makeTenantCertificate } from '../lab/azure/certificates.ts'
import { addProgram, addShell, bareRoot, base, inRoot, type Machine } from './bare-root.ts'
import { zipOfProbe, zipToPublish } from './extension-folder.ts'

const machines: [Machine, string, string][] = [
  ['this kernel', 'x64', 'ld-linux-x86-64.so.2'],
  ['Linux 3.10', 'x64', 'ld-linux-x86-64.so.2'],
  ['aarch64', 'arm64', 'ld-linux-aarch64.so.1'],
]
const roots = new Set<string>()
let probeZip = ''
let publishedZip = ''

beforeAll(async () => {
  probeZip = await zipOfProbe()
  publishedZip = await zipToPublish()
})
afterAll(() => {
  for (const root of roots) rmSync(root, { recursive: true })
})

function newRoot(zip: string): string {
  const root = bareRoot(zip)
  roots.add(root)
  return root
}

/** What the probe needs: a tenant certificate with its key, settings encrypted to it, a certificate for TLS. */
async function addSecrets(root: string): Promise<void> {
  const folder = join(root, 'probe')
  mkdirSync(folder)
  const tenant = await makeTenantCertificate()
  writeFileSync(join(folder, `${tenant.thumbprint}.crt`), tenant.certificate)
  writeFileSync(join(folder, `${tenant.thumbprint}.prv`), tenant.key)
  const sealed = { thumbprint: tenant.thumbprint, text: await encryptSettings(tenant, '{"secret":"s3"}') }
  writeFileSync(join(folder, 'sealed.json'), JSON.stringify(sealed))
  const names = ['-subj', '/CN=packages.test', '-addext', 'subjectAltName=DNS:packages.test']
  const files = ['-keyout', join(folder, 'tls.key'), '-out', join(folder, 'tls.crt')]
  execFileSync('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', ...names, ...files], { stdio: 'ignore' })
}

function found({ status, stdout, stderr }: { status: number | null; stdout: string; stderr: string }): unknown {
  if (status !== 0) throw new Error(`ended with ${status ?? 'a signal'}: ${stderr}`)
  return JSON.parse(stdout) as unknown
}

const works = {
  files: ['written', 'number'],
  'child processes': [3_000_000, 3, 'C\n', 'timed out'],
  decryption: '{"secret":"s3"}',
  DNS: ['127.0.0.1', 'ENOTFOUND'],
  TLS: ['secret', 'silence'],
  identity: { kind: 'token', token: 'abc' },
  keys: [40],
}

describe.each(machines)('in an empty root on %s', (machine, architecture, loader) => {
  let root = ''
  beforeAll(async () => {
    root = newRoot(probeZip)
    await addSecrets(root)
  })

  it('there is no C library and no Node to fall back on', () => {
    const files = readdirSync(root, { recursive: true, encoding: 'utf8' })
    const own = files.filter((file) => /(^|\/)(libc\.so.*|node)$/.test(file) && !file.startsWith(base.slice(1)))

    expect(own).toEqual([])
  })

  it('the runtime does all that needs no program and no file of the machine', async () => {
    const folder = `${base}/runtime/${architecture}`
    const start = [`${folder}/lib/${loader}`, '--library-path', `${folder}/lib`, `${folder}/node`]

    const answer = found(await inRoot(root, machine, ...start, `${base}/app/start.cjs`, '/probe'))

    const { files, identity, keys } = works
    expect(answer).toMatchObject({ architecture, files, identity, keys })
    expect(answer).toMatchObject({ 'child processes': [0, null, '', 'ENOENT'] })
  })

  it('with a shell and openssl the door leads to a program that does everything', async () => {
    await addShell(root, machine)
    addProgram(root, '/usr/bin/openssl')

    const answer = found(await inRoot(root, machine, `${base}/scripts/handler.sh`, '/probe'))

    expect(answer).toMatchObject({
      architecture,
      executable: `${base}/runtime/${architecture}/lib/${loader}`,
      ...works,
    })
    if (machine === 'Linux 3.10') expect(answer).toMatchObject({ kernel: '3.10.0-693.el7.x86_64' })
  })
})

describe.each(machines)('the published zip in a root without a distribution on %s', (machine) => {
  let root = ''
  beforeAll(async () => {
    root = newRoot(publishedZip)
    await addShell(root, machine)
    addProgram(root, '/usr/bin/flock')
    mkdirSync(join(root, 'run'))
    for (const folder of ['status', 'config', 'log', 'events']) mkdirSync(join(root, base, folder))
    const at = (name: string): string => `${base}/${name}`
    const handlerEnvironment = { logFolder: at('log'), configFolder: at('config'), statusFolder: at('status') }
    const document = [
      { name: 'x', version: 1, handlerEnvironment: { ...handlerEnvironment, eventsFolder: at('events') } },
    ]
    writeFileSync(join(root, base, 'HandlerEnvironment.json'), JSON.stringify(document))
    const settings = { runtimeSettings: [{ handlerSettings: { publicSettings: {}, protectedSettings: null } }] }
    writeFileSync(join(root, base, 'config/0.settings'), JSON.stringify(settings))
  })

  it.each([
    ['install', 51],
    ['enable', 51],
    ['disable', 0],
    ['update', 0],
    ['uninstall', 0],
  ])('%s runs to its own end, which is %i', async (operation, code) => {
    const { status, stdout, stderr } = await inRoot(root, machine, `${base}/scripts/handler.sh`, operation)

    expect([status, stdout]).toEqual([code, ''])
    expect(stderr.split('\n')[0]).toBe(code === 0 ? '' : '51: This Linux system is not supported: unknown Linux.')
    expect(readFileSync(join(root, base, 'log/handler.log'), 'utf8')).toContain(`[${operation} `)
  })
})
