import { describe, expect, it } from 'vitest'
import { machineHash } from '../operations/told.ts'
import { at, Vm } from '../operations/vm.ts'
import { ask, documentOf } from './person.ts'

async function statusOf(vm: Vm) {
  return documentOf(await ask(vm, { verb: 'status', json: true }), 'status')
}

describe('status --json', () => {
  it('of a machine on which nothing was done', async () => {
    const { lastStatus, ...status } = await statusOf(new Vm())

    expect(status).toMatchObject({
      handler: { folder: at.folder('1.0.0'), log: `${at.logFolder}/handler.log` },
      system: { name: 'Debian GNU/Linux 12 (bookworm)', architecture: 'x86_64', profile: 'debian' },
      packages: [
        { name: 'aadsshlogin', state: 'absent', version: '', held: false },
        { name: 'aadsshlogin-selinux', state: 'absent' },
      ],
      wiring: { state: 'not-wired' },
      verified: { state: 'never', time: null },
      added: { files: [], packages: [], dependencies: [], keys: [] },
      update: null,
      transaction: null,
      problems: [],
    })
    expect(lastStatus).toBeNull()
  })

  it('of a machine on which login works', async () => {
    const vm = new Vm()
    await vm.run('install')
    await vm.run('enable', { sequence: 3 })

    const status = await statusOf(vm)

    expect(status).toMatchObject({
      packages: [{ name: 'aadsshlogin', state: 'installed', version: '1.0.3', held: false }, {}],
      wiring: { state: 'wired' },
      verified: { state: 'current' },
      lastStatus: { sequence: 3, operation: 'Enable', state: 'success', code: 0 },
    })
    expect(status.verified.time).toMatch(/^2026-11-22T00:00:/)
    expect(status.added.files).toEqual([
      { path: at.keyring, state: 'unchanged' },
      { path: at.entry, state: 'unchanged' },
    ])
    expect(status.added.packages).toEqual(['aadsshlogin'])
  })

  it.each(['wait', 'fail', 'terminate'] as const)(
    'tells that a delete would take "%s" for its policy',
    async (policy) => {
      const vm = new Vm().settings({ sessions: policy })
      await vm.run('install')
      await vm.run('enable')

      expect((await statusOf(vm)).sessions).toBe(policy)
      expect((await ask(vm, { verb: 'status', json: false })).out).toMatch(
        new RegExp(`^ {2}sessions +${policy}: a delete `, 'm'),
      )
    },
  )

  it('tells what has changed since', async () => {
    const vm = new Vm()
    await vm.run('install')
    vm.world.file(at.entry, 'changed').file('/etc/nsswitch.conf', 'passwd: files\n')
    vm.world.entries.delete(at.keyring)

    const status = await statusOf(vm)

    expect(status.verified.state).toBe('changed')
    expect(status.wiring).toEqual({
      state: 'not-wired',
      message: '"aad" is not in the passwd line of /etc/nsswitch.conf.',
    })
    expect(status.added.files).toEqual([
      { path: at.keyring, state: 'missing' },
      { path: at.entry, state: 'changed' },
    ])
  })

  it.each([
    ['running', { running: '41', '/proc/41/cmdline': 'sh\0aadsshlogin-transaction\0' }],
    ['cut-short', { running: '41', '/proc/41/cmdline': 'another\0program\0' }],
    ['cut-short', {}],
    ['ended', { running: '41', exit: '0' }],
  ])('sees a transaction that is %s (%o) and leaves it alone', async (state, files) => {
    const vm = new Vm()
    const startedAt = vm.world.time - 60_000
    vm.world.file(`${at.transaction}/record.json`, JSON.stringify({ title: 'install aadsshlogin', startedAt }))
    for (const [name, text] of Object.entries(files))
      vm.world.file(name.startsWith('/') ? name : `${at.transaction}/${name}`, text)
    const before = vm.world.hash()

    const { transaction } = await statusOf(vm)

    expect(transaction).toEqual({ title: 'install aadsshlogin', time: '2026-11-21T23:59:00.000Z', state })
    expect(vm.world.hash()).toBe(before)
  })

  it('takes a transaction that has just been launched for one that runs', async () => {
    const vm = new Vm()
    vm.world.file(`${at.transaction}/record.json`, JSON.stringify({ title: 'x', startedAt: vm.world.time - 1000 }))

    expect((await statusOf(vm)).transaction?.state).toBe('running')
  })

  it.each([
    [29, false],
    [31, true],
  ])('sees an update that began %i minutes ago', async (minutes, stale) => {
    const vm = new Vm()
    vm.world.file(at.update, JSON.stringify({ from: '1.0.0', to: '1.1.0', at: vm.world.time - minutes * 60_000 }))

    expect((await statusOf(vm)).update).toMatchObject({ from: '1.0.0', to: '1.1.0', stale })
  })

  it('names what it could not look at', async () => {
    const vm = new Vm()
    vm.world.program('dpkg-query', { exitCode: 2, stderr: 'dpkg-query: error: parsing file /var/lib/dpkg/status' })

    const { exitCode, out } = await ask(vm, { verb: 'status', json: false })

    expect(exitCode).toBe(0)
    expect(out).toMatch(/Could not be looked at\n {2}! {2}The package database cannot be read: .*parsing file/)
  })

  it('knows a system without a profile by its name', async () => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', 'ID=plan9\nPRETTY_NAME="Plan 9"\n')

    expect(await statusOf(vm)).toMatchObject({
      system: { name: 'Plan 9', profile: null },
      packages: [],
      wiring: { state: 'unknown' },
    })
  })

  it.each([
    ['cut short', (vm: Vm) => vm.world.file(`${at.folder('1.0.0')}/HandlerEnvironment.json`, '[{"name"')],
    [
      'gone with the folders',
      (vm: Vm) => {
        for (const map of [vm.world.entries, vm.world.directories])
          for (const path of [...map.keys()])
            if (path.startsWith(at.folder('1.0.0')) && !path.includes('distro-profiles')) map.delete(path)
        for (const path of [...vm.world.directories])
          if (path.startsWith('/var/log/azure')) vm.world.directories.delete(path)
      },
    ],
  ])('works when HandlerEnvironment.json is %s', async (_, damage) => {
    const vm = new Vm()
    await vm.run('install')
    damage(vm)

    const { problems, packages } = await statusOf(vm)

    expect(problems).toEqual([expect.stringMatching(/^HandlerEnvironment\.json .* cannot be used: /)])
    expect(packages[0]).toMatchObject({ name: 'aadsshlogin', state: 'installed' })
  })

  it('waits for nobody, asks no network and changes nothing', async () => {
    const vm = new Vm()
    await vm.run('install')
    vm.world.lockHolder = 'other'
    vm.forget()
    const before = machineHash(vm)

    const { journal } = await ask(vm, { verb: 'status', json: true })

    expect(vm.world.sleeps).toEqual([])
    expect(vm.story.filter((line) => !line.startsWith('run '))).toEqual([])
    expect(machineHash(vm)).toBe(before)
    expect(journal.opened).toEqual({ folder: at.logFolder, prefix: 'status 1.0.0 #0 88 by hand' })
    expect(journal.closed).toBe(true)
  })
})
