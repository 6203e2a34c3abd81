import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../src/agent/settings.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { Note } from '../../src/core/outcome.ts'
import { conclude, grammarFor, lookAtIdentity, lookAtMachine, lookAtMetadata } from '../../src/operations/look.ts'
import { lookAtSettings } from '../../src/operations/look.ts'
import { osReleaseTexts } from '../core/distro-data.ts'
import { at, Vm } from './vm.ts'

describe('lookAtSettings', () => {
  it('tells the log how much to tell, and the customer what was ignored', async () => {
    const context = await new Vm().settings({ logLevel: 'debug', colour: 'red' }).context('install')

    expect(await lookAtSettings(context)).toMatchObject({ logLevel: 'debug' })

    expect(context.journal.level).toBe('debug')
    expect(context.notes).toEqual([
      { name: 'settings', verdict: 'warning', message: expect.stringContaining('"colour" is not known') as string },
    ])
  })

  it('reads those of the sequence number it is called with', async () => {
    const vm = new Vm().settings({ logLevel: 'warn' }, { sequence: 1 }).settings({ logLevel: 'error' }, { sequence: 2 })

    expect(await lookAtSettings(await vm.context('enable', { sequence: 1 }))).toMatchObject({ logLevel: 'warn' })
  })
})

describe('lookAtMachine', () => {
  it('knows profile, facts and where the folders of the extensions are', async () => {
    const context = await new Vm().context('install')

    const look = await lookAtMachine(context, defaultSettings())

    expect(look).toMatchObject({ library: at.library, target: { profileId: 'debian', packageArchitecture: 'amd64' } })
    expect(look.facts.packages.aadsshlogin?.status).toBe('absent')
    expect(context.notes.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'supported-os passed',
      'memory passed',
      'predecessor passed',
      'file-systems passed',
    ])
  })

  it.each(['debian-15', 'ubuntu-26.10'])('tries %s, which is newer than the table, with a warning', async (release) => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', osReleaseTexts().get(release)!)
    const context = await vm.context('install')

    await lookAtMachine(context, defaultSettings())

    expect(context.notes[0]).toMatchObject({ name: 'supported-os', verdict: 'warning' })
  })

  it('tries a derivative only where the settings allow it', async () => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', osReleaseTexts().get('lmde-6')!)
    const context = await vm.context('install')

    await expect(lookAtMachine(context, defaultSettings())).rejects.toMatchObject({ code: 'system.derivative' })
    const look = await lookAtMachine(context, { ...defaultSettings(), allowDerivatives: true })

    expect(look.target).toMatchObject({ profileId: 'debian', repository: { path: '/debian/12/prod' } })
    expect(context.notes.at(-4)).toMatchObject({
      name: 'supported-os',
      verdict: 'warning',
      message: expect.stringContaining('it derives from Debian') as string,
    })
  })

  it('stops where a repository was taken away, and asks for a mirror', async () => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', osReleaseTexts().get('mariner-1.0')!).program('sh', { exitCode: 127 })
    const context = await vm.context('install')
    const mirrored = { ...defaultSettings(), repository: { baseUrl: 'https://mirror.contoso.com' } }

    await expect(lookAtMachine(context, defaultSettings())).rejects.toMatchObject({ code: 'system.repository-gone' })
    // It has the profile now: what stops it next is that this machine has no tdnf.
    await expect(lookAtMachine(context, mirrored)).rejects.toMatchObject({
      code: 'system.no-package-manager',
      detail: { tool: 'tdnf' },
    })
  })

  it('names a package manager that is missing, before it asks for packages', async () => {
    const vm = new Vm()
    vm.world.program('sh', { exitCode: 1 })
    const context = await vm.context('install')

    await expect(lookAtMachine(context, defaultSettings())).rejects.toMatchObject({
      code: 'system.no-package-manager',
      detail: { system: 'Debian GNU/Linux 12 (bookworm)', tool: 'apt-get' },
    })
    expect(context.notes.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'supported-os passed',
      'package-tool failed',
      'memory passed',
    ])
    expect(vm.story).toEqual(['run uname', 'run sh'])
  })

  it('starts nothing that changes anything', async () => {
    const vm = new Vm()

    await lookAtMachine(await vm.context('install'), defaultSettings())

    expect(vm.story).toEqual(['run uname', 'run sh', 'run dpkg-query'])
  })
})

describe('lookAtIdentity', () => {
  const silence = { kind: 'silence', reason: 'no answer within 2 s' } as const

  it.each([
    [false, 'identity.unknown'],
    [true, undefined],
  ])('takes silence on a machine whose login is there (%s) as it should', async (wired, code) => {
    const vm = new Vm()
    vm.world.identityAnswer = () => silence
    const context = await vm.context('enable')

    const asked = lookAtIdentity(context, { waitSeconds: 0, wired, cloud: undefined })

    if (code === undefined) await expect(asked).resolves.toBeUndefined()
    else await expect(asked).rejects.toMatchObject({ code })
    expect(context.notes).toMatchObject([{ name: 'managed-identity', verdict: wired ? 'warning' : 'failed' }])
  })

  it('never waits beyond the time of the command', async () => {
    const vm = new Vm()
    vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 })
    const context = await vm.context('uninstall')

    const asked = lookAtIdentity(context, { waitSeconds: 600, wired: false, cloud: undefined })

    await expect(asked).rejects.toMatchObject({ code: 'identity.missing', detail: { seconds: 270 } })
  })
})

describe('lookAtMetadata', () => {
  it('is what the service says about the VM, and nothing when it is silent', async () => {
    const vm = new Vm()

    expect(await lookAtMetadata(await vm.context('install'))).toMatchObject({ vmId: 'vm-1' })
    vm.compute = undefined
    expect(await lookAtMetadata(await vm.context('install'))).toBeUndefined()
    expect(vm.world.sleeps).toEqual([])
  })
})

describe('conclude', () => {
  const passed: Finding = { check: 'a', verdict: 'passed', message: 'Good.' }
  const blocked: Finding = { check: 'b', verdict: 'blocked', code: 'memory.too-small', detail: { found: '1 MiB' } }

  it('notes everything, then throws the first that blocks', () => {
    const notes: Note[] = []

    expect(() => {
      conclude({ notes }, [passed, blocked, { ...blocked, check: 'c', code: 'dependency.read-only' }, passed])
    }).toThrow(expect.objectContaining({ code: 'memory.too-small' }) as Error)

    expect(notes.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      'a passed',
      'b failed',
      'c failed',
      'a passed',
    ])
    expect(notes[1]?.message).toBe('This VM has 1 MiB of memory; login needs at least 1 GB.')
  })

  it('is content when nothing blocks', () => {
    const notes: Note[] = []

    conclude({ notes }, [passed, { ...passed, verdict: 'warning' }])

    expect(notes).toHaveLength(2)
  })
})

describe('grammarFor', () => {
  it('is the row of the table, or a bug', () => {
    expect(grammarFor('apt-get').refresh).toContain('update')
    expect(() => grammarFor('pacman')).toThrow('no grammar for pacman')
  })
})
