import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { at, Vm } from '../operations/vm.ts'
import { ask, documentOf, type Person } from './person.ts'

const stamp = '20261122T000000Z'
const usual = `/root/aadsshlogin-support-${stamp}.tar.gz`

function machine(): Vm {
  const vm = new Vm()
  vm.world.directory('/root').program('tail', (argv) => ({ stdout: vm.world.text(argv[3]!)!.slice(-Number(argv[2])) }))
  return vm
}

async function bundleOf(vm: Vm, output?: string, person?: Person) {
  return ask(vm, { verb: 'support-bundle', json: false, ...(output !== undefined && { output }) }, person)
}

describe('support-bundle', () => {
  it('holds what support needs', async () => {
    const vm = machine().settings({ logLevel: 'debug' }, { sequence: 2 })
    vm.world
      .file(`${at.logFolder}/handler.log`, 'newest\n')
      .file(`${at.logFolder}/handler.log.1`, 'older\n')
      .file('/var/log/dpkg.log', 'installed aadsshlogin\n')
      .program('df', { stdout: 'Filesystem\n' })
      .program('uname', { stdout: 'Linux\n' })
    await vm.run('install', { sequence: 2 })
    await vm.run('enable', { sequence: 2 })

    const { exitCode, packed } = await bundleOf(vm)

    expect(exitCode).toBe(0)
    expect([...packed.keys()].toSorted()).toEqual(
      [
        'agent/HandlerEnvironment.json',
        'check.json',
        'contents.txt',
        'log/handler.log',
        'log/handler.log.1',
        'machine/df',
        'machine/os-release',
        'machine/nsswitch.conf',
        'machine/uname',
        'packages/dpkg.log',
        'plan-install.json',
        'settings/2.settings',
        'sshd/effective-entra-user',
        'sshd/effective-root',
        'state/ledger.json',
        'state/state.json',
        'status.json',
        'status/2.status',
      ].toSorted(),
    )
    expect(packed.get('log/handler.log')).toBe('newest\n')
    expect(packed.get('sshd/effective-entra-user')).toContain('authorizedkeyscommand /usr/sbin/aad_certhandler')
    expect(JSON.parse(packed.get('check.json')!)).toMatchObject({ verb: 'check', outcome: { exit: 0 } })
    expect(JSON.parse(packed.get('status.json')!)).toMatchObject({ verb: 'status', wiring: { state: 'wired' } })
    expect(packed.get('contents.txt')).toContain('log/handler.log.1  6\n')
  })

  it('is written for root alone, and tells where and what', async () => {
    const vm = machine()

    const { out } = await bundleOf(vm)

    expect(vm.world.text(usual)).toBe('archive')
    expect(vm.world.mode(usual)).toBe(0o600)
    expect(out).toMatch(/^In it +characters\n {2}status\.json +\d+\n/)
    expect(out).toContain(`\n${usual} (1 KiB) is written, readable for root alone.\n`)
  })

  it.each([
    ['/srv/x.tar.gz', '/home/someone', '/srv/x.tar.gz'],
    ['x.tar.gz', '/home/someone', '/home/someone/x.tar.gz'],
    ['x.tar.gz', '/', '/x.tar.gz'],
  ])('goes to %s, seen from %s', async (output, cwd, path) => {
    const vm = machine()
    vm.world.directory('/srv').directory('/home/someone')

    const answered = await ask(vm, { verb: 'support-bundle', json: true, output }, { cwd })

    expect(documentOf(answered, 'support-bundle')).toMatchObject({ path, bytes: 7 })
    expect(vm.world.text(path)).toBe('archive')
  })

  it.each([
    ['a file', (vm: Vm) => vm.world.file('/srv/x', 'mine')],
    ['a folder', (vm: Vm) => vm.world.directory('/srv/x')],
    ['a link', (vm: Vm) => vm.world.link('/srv/x', '/etc/passwd')],
  ])('takes the place of nothing: not of %s', async (_, prepare) => {
    const vm = machine()
    prepare(vm)
    const before = vm.world.hash()

    const { exitCode, err } = await bundleOf(vm, '/srv/x')

    expect(exitCode).toBe(69)
    expect(err).toContain('/srv/x exists')
    expect(vm.world.hash()).toBe(before)
  })

  it('says so when it cannot be written', async () => {
    const vm = machine()
    vm.world.readOnlyPaths = ['/root']

    expect(await bundleOf(vm)).toMatchObject({ exitCode: 52, out: '' })
  })

  it('masks the secrets of the settings everywhere', async () => {
    const thumbprint = 'A'.repeat(40)
    const beside = { protectedSettings: 'MIIB', protectedSettingsCertThumbprint: thumbprint }
    const vm = machine().settings({ proxy: 'http://p:1' }, {}, beside)
    const sealed = JSON.stringify({ proxyCredentials: { username: 'someuser', password: 'hunter2!' } })
    vm.world
      .program('openssl', { stdout: sealed })
      .file(`${at.agentFolder}/${thumbprint}.crt`, 'certificate')
      .file(`${at.agentFolder}/${thumbprint}.prv`, 'key')
      .file('/var/log/apt/term.log', 'proxy hunter2! refused\n')

    const { out, packed, journal } = await bundleOf(vm)

    expect(packed.get('packages/apt-term.log')).toBe('proxy *** refused\n')
    expect(`${out}${[...packed.values()].join('\n')}${journal.text}`).not.toContain('hunter2!')
  })

  it('is made all the same when settings and environment are broken', async () => {
    const vm = machine().settings({ package: 1 })
    vm.world.file(`${at.folder('1.0.0')}/HandlerEnvironment.json`, '[')

    const { exitCode, packed } = await bundleOf(vm)

    expect(exitCode).toBe(0)
    expect(packed.get('plan-install.json')).toBe('')
    expect(packed.get('contents.txt')).toMatch(/plan-install\.json {2}0 {2}\(agent\.environment: .*\)/)
    expect(JSON.parse(packed.get('check.json')!)).toMatchObject({ outcome: { exit: 66 } })
  })

  it('has a bound as a whole', async () => {
    const vm = machine()
    const count = Math.ceil(limits.bundle.totalCharacters / limits.bundle.textBytes)
    for (let n = 1; n <= count + 2; n++)
      vm.world.file(`${at.logFolder}/handler.log.${n}`, 'x\n'.repeat(limits.bundle.textBytes / 2))

    const { packed } = await bundleOf(vm)

    const total = [...packed.values()].reduce((sum, text) => sum + text.length, 0)
    expect(total).toBeLessThan(limits.bundle.totalCharacters + 10_000)
    expect(packed.get('contents.txt')).toContain('(left out: too much in all)')
  })

  it('changes nothing but its own file and the log, and takes no lock', async () => {
    const vm = machine()
    await vm.run('install')
    vm.forget()
    const before = vm.world.hash()

    await bundleOf(vm)

    expect(vm.world.hash((path) => path.startsWith('/root/'))).toBe(before)
    expect(vm.story.filter((line) => /^(write|remove|lock|detach)/.test(line))).toEqual([
      expect.stringMatching(/^write \/root\/aadsshlogin-support-\w+\.tar\.gz$/),
    ])
  })

  it('of a standalone handler has its settings without the credentials, and its log', async () => {
    const vm = machine().placeStandalone()
    const proxyCredentials = { username: 'proxy-user', password: 'hunter2' }
    vm.world
      .file(`${at.standalone}/settings.json`, JSON.stringify({ logLevel: 'debug', proxyCredentials }), 0o600)
      .file('/var/log/aadsshlogin-handler/handler.log', 'told proxy-user of hunter2\n')

    const { packed } = await bundleOf(vm, undefined, { packageRoot: `${at.standalone}/1.0.0` })

    expect(JSON.parse(packed.get('settings/settings.json') ?? '')).toEqual({
      logLevel: 'debug',
      proxyCredentials: '***',
    })
    expect(packed.get('log/handler.log')).toBe('told *** of ***\n')
    expect([...packed.values()].join('')).not.toMatch(/hunter2|proxy-user/)
  })
})
