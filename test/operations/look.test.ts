import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../src/agent/settings.ts'
import { grammarFor, lookAtMetadata, requireLook, surveyMachine } from '../../src/operations/look.ts'
import { osReleaseTexts } from '../core/distro-data.ts'
import { at, Vm } from './vm.ts'

describe('surveyMachine', () => {
  it('knows profile, facts and where the folders of the extensions are', async () => {
    const context = await new Vm().context('install')

    const survey = await surveyMachine(context, defaultSettings())

    expect(survey.obstacle).toBeUndefined()
    expect(survey.folders).toEqual([at.folder('1.0.0').slice(at.agentFolder.length + 1)])
    expect(requireLook(survey)).toMatchObject({
      agentFolder: at.agentFolder,
      target: { profileId: 'debian', packageArchitecture: 'amd64' },
      facts: { packages: { aadsshlogin: { status: 'absent' }, centrifydc: { status: 'absent' } } },
    })
    expect(context.notes).toEqual([])
  })

  it('takes a derivative for what it derives from only where the settings allow it', async () => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', osReleaseTexts().get('lmde-6')!)
    const context = await vm.context('install')

    const refused = await surveyMachine(context, defaultSettings())
    const allowed = await surveyMachine(context, { ...defaultSettings(), allowDerivatives: true })

    expect(refused).toMatchObject({ selection: { code: 'system.derivative' }, look: undefined })
    expect(requireLook(allowed).target).toMatchObject({
      profileId: 'debian',
      repository: { path: '/debian/12/prod' },
    })
  })

  it('takes a system whose repository was taken away only with a mirror', async () => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', osReleaseTexts().get('mariner-1.0')!)
    const context = await vm.context('install')
    const mirrored = { ...defaultSettings(), repository: { baseUrl: 'https://mirror.contoso.com' } }

    const refused = await surveyMachine(context, defaultSettings())
    const allowed = await surveyMachine(context, mirrored)

    expect(refused).toMatchObject({ selection: { code: 'system.repository-gone' }, obstacle: undefined })
    // It has the profile now: what stops it next is that this machine has no tdnf.
    expect(allowed.obstacle).toMatchObject({ code: 'system.no-package-manager', detail: { tool: 'tdnf' } })
  })

  it('names the package manager that is missing', async () => {
    const vm = new Vm()
    vm.world.entries.delete('/usr/bin/apt-get')

    const survey = await surveyMachine(await vm.context('install'), defaultSettings())

    expect(survey).toMatchObject({
      look: undefined,
      obstacle: {
        check: 'package-tool',
        code: 'system.no-package-manager',
        detail: { system: 'Debian GNU/Linux 12 (bookworm)', tool: 'apt-get' },
      },
    })
  })

  it('names the package database that cannot be read', async () => {
    const vm = new Vm()
    vm.world.program('dpkg-query', { exitCode: 2, stderr: 'status file' })

    const survey = await surveyMachine(await vm.context('install'), defaultSettings())

    expect(survey).toMatchObject({ look: undefined, obstacle: { check: 'packages', code: 'packages.database' } })
  })

  it('lets a bug be one', async () => {
    const vm = new Vm()
    vm.world.program('dpkg-query', () => {
      throw new TypeError('broken')
    })

    await expect(surveyMachine(await vm.context('install'), defaultSettings())).rejects.toThrow('broken')
  })

  it('starts nothing that changes anything', async () => {
    const vm = new Vm()

    await surveyMachine(await vm.context('install'), defaultSettings())

    expect(vm.story).toEqual(['run dpkg-query'])
  })
})

describe('requireLook', () => {
  it.each([
    ['the system', (vm: Vm) => vm.world.file('/etc/os-release', 'ID=plan9\n'), 'system.unknown'],
    ['the package manager', (vm: Vm) => vm.world.entries.delete('/usr/bin/apt-get'), 'system.no-package-manager'],
  ])('throws what stood in the way: %s', async (_, prepare, code) => {
    const vm = new Vm()
    prepare(vm)
    const survey = await surveyMachine(await vm.context('install'), defaultSettings())

    expect(() => requireLook(survey)).toThrow(expect.objectContaining({ code }) as Error)
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

describe('grammarFor', () => {
  it('is the row of the table, or a bug', () => {
    expect(grammarFor('apt-get').refresh).toContain('update')
    expect(() => grammarFor('pacman')).toThrow('no grammar for pacman')
  })
})
