import { describe, expect, it } from 'vitest'
import { paths } from '../operations/login.ts'
import { machineHash, statusOf } from '../operations/told.ts'
import { at, Vm } from '../operations/vm.ts'
import { ask, documentOf, type Person } from './person.ts'

async function checkOf(vm: Vm, waitSeconds = 0, person: Person = {}) {
  return documentOf(await ask(vm, { verb: 'check', json: true, waitSeconds }, person), 'check')
}

const refused = (vm: Vm) => (vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 }))

describe('check --json', () => {
  it('finds nothing in the way of an install', async () => {
    const { findings, outcome, system } = await checkOf(new Vm())

    expect(system).toBe('Debian GNU/Linux 12 (bookworm)')
    expect(findings.length).toBeGreaterThan(13)
    expect(findings.filter(({ verdict }) => verdict !== 'passed')).toEqual([])
    expect(outcome).toEqual({ exit: 0, code: null })
  })

  const blocks: [string, (vm: Vm) => unknown][] = [
    ['system.unknown', (vm) => vm.world.file('/etc/os-release', 'ID=plan9\n')],
    [
      'predecessor.present',
      (vm) => {
        vm.packages.set('aadlogin', '1')
      },
    ],
    ['dependency.disk-full', (vm) => (vm.world.freeBytes = 0)],
    ['ssh-server.missing', (vm) => vm.world.entries.delete('/usr/sbin/sshd')],
    ['packages.database', (vm) => vm.world.program('dpkg-query', { exitCode: 2, stderr: 'status file' })],
    [
      'owner.standalone',
      async (vm) => {
        vm.placeStandalone().world.file(at.ledger, JSON.stringify({ standalone: true }))
      },
    ],
    ['settings.invalid', (vm) => vm.settings({ identityWaitSeconds: 'long' })],
    ['identity.missing', refused],
    ['agent.environment', (vm) => vm.world.file(`${at.folder('1.0.0')}/HandlerEnvironment.json`, '[]')],
  ]

  it.each(blocks)('ends as an install would with %s, and runs the other checks all the same', async (code, prepare) => {
    const vm = new Vm().settings({ identityWaitSeconds: 0 })
    prepare(vm)

    const { exitCode } = await ask(vm, { verb: 'check', json: true, waitSeconds: 0 })
    const { findings, outcome } = await checkOf(vm)
    const installed = await vm.run('install')

    expect(outcome).toEqual({ exit: installed.exitCode, code })
    expect(exitCode).toBe(installed.exitCode)
    expect(findings.map(({ check }) => check)).toEqual(expect.arrayContaining(['memory', 'managed-identity']))
    expect(findings.filter(({ verdict }) => verdict === 'blocked')).toEqual([
      expect.objectContaining({ code, exit: installed.exitCode, remedy: expect.stringMatching(/\.$/) as string }),
    ])
  })

  it('tells every obstacle, the first one decides', async () => {
    const vm = new Vm()
    for (const [, prepare] of blocks.slice(1, 4)) prepare(vm)
    refused(vm)

    const { findings, outcome } = await checkOf(vm, 300)

    expect(findings.flatMap(({ code }) => code ?? [])).toEqual([
      'predecessor.present',
      'dependency.disk-full',
      'ssh-server.missing',
      'identity.missing',
    ])
    expect(outcome).toEqual({ exit: 23, code: 'predecessor.present' })
  })

  it.each([0, 20])('waits %i seconds for the identity, as it is told', async (seconds) => {
    const vm = new Vm()
    refused(vm)
    const startedAt = vm.world.time

    await checkOf(vm, seconds)

    expect(vm.world.time - startedAt).toBe(seconds * 1000)
  })

  it('verifies the login in full although nothing has changed', async () => {
    const vm = new Vm()
    await vm.run('install')
    vm.forget()

    const { findings, outcome } = await checkOf(vm)

    expect(findings.slice(-3).map(({ check, verdict }) => `${check} ${verdict}`)).toEqual([
      'login-wiring passed',
      'selinux-module passed',
      'sshd-reload passed',
    ])
    expect(outcome.exit).toBe(0)
    expect(vm.story).toContain('run /usr/sbin/sshd')
  })

  it('ends with 21 where the login that is installed does not work', async () => {
    const vm = new Vm()
    await vm.run('install')
    vm.world.file(paths.nss, 'passwd: files\n')

    expect((await checkOf(vm)).outcome).toEqual({ exit: 21, code: 'login.not-wired' })
  })

  it.each(['running', 'cut-short'])('warns of a transaction that is %s', async (state) => {
    const vm = new Vm()
    vm.world
      .file(`${at.transaction}/record.json`, JSON.stringify({ title: 'install aadsshlogin', startedAt: 1 }))
      .file(`${at.transaction}/running`, '41')
    if (state === 'running') vm.world.file('/proc/41/cmdline', 'sh\0aadsshlogin-transaction\0')

    const { findings } = await checkOf(vm)

    expect(findings[0]).toMatchObject({
      check: 'transaction',
      verdict: 'warning',
      message: expect.stringContaining('install aadsshlogin') as string,
    })
  })

  it('warns of settings that are not known', async () => {
    expect((await checkOf(new Vm().settings({ colour: 'red' }))).findings[0]).toMatchObject({
      check: 'settings',
      verdict: 'warning',
    })
  })

  it('asks in the cloud an earlier run was told, when the metadata service is silent', async () => {
    const vm = new Vm()
    vm.compute = { azEnvironment: 'AzureChinaCloud' }
    await vm.run('install')
    vm.compute = undefined
    vm.forget()

    await checkOf(vm)

    expect(vm.world.identityScopes).toEqual(['https://management.chinacloudapi.cn/'])
  })

  it('does not disturb the agent: no lock, no status, no change', async () => {
    const vm = new Vm()
    await vm.run('install')
    vm.world.lockHolder = 'other'
    vm.forget()
    const before = machineHash(vm)

    const { journal } = await ask(vm, { verb: 'check', json: true, waitSeconds: 0 })

    expect(vm.story.filter((line) => /^(write|remove|lock|detach)/.test(line))).toEqual([])
    expect(machineHash(vm)).toBe(before)
    expect(statusOf(vm)).toBeUndefined()
    expect(journal.opened?.prefix).toBe('check 1.0.0 #0 88 by hand')
  })

  it('tells no secret', async () => {
    const vm = new Vm()
    vm.world.environmentProxy = 'http://me:hunter2@proxy:3128'
    vm.answer = () => ({ kind: 'silence', reason: 'http://me:hunter2@proxy:3128 says no' })

    const { out, journal } = await ask(vm, { verb: 'check', json: false, waitSeconds: 0 })

    expect(`${out}${journal.text}`).not.toContain('hunter2')
  })
})
