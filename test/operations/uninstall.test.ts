import { describe, expect, it } from 'vitest'
import { installed } from './installed.ts'
import { paths } from './login.ts'
import { eventsOf, machineHash, statusOf } from './told.ts'
import { at, Vm } from './vm.ts'

describe('uninstall', () => {
  it('leaves the machine as it was before', async () => {
    const { vm, before } = await installed((fresh) => fresh.packages.dependencies.set('aadsshlogin', ['libcurl4']))

    expect(await vm.run('uninstall')).toMatchObject({ exitCode: 0, stderr: '' })

    expect(vm.packages.history).toEqual(['purge aadsshlogin', 'purge libcurl4'])
    expect(machineHash(vm)).toBe(before)
    expect(vm.world.directories.has(at.state)).toBe(false)
    expect(eventsOf(vm).at(-1)?.Message).toBe(
      'Login with Microsoft Entra ID is removed and the machine is as it was before.',
    )
  })

  it('removes both packages at once', async () => {
    const { vm, before } = await installed((fresh) => {
      fresh.packages.set('selinux-policy-default', '2')
    })

    await vm.run('uninstall')

    expect(vm.packages.history).toEqual(['purge aadsshlogin-selinux aadsshlogin'])
    expect(machineHash(vm)).toBe(before)
  })

  it('removes a package that somebody else had installed, but keeps its configuration', async () => {
    const vm = new Vm()
    vm.packages.set('aadsshlogin', '1.0.2')

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(vm.packages.history).toEqual(['remove aadsshlogin'])
    expect(vm.packages.installed.get('aadsshlogin')?.words).toBe('deinstall ok config-files')
    expect(vm.world.text(paths.nss)).not.toContain('aad')
  })

  it('leaves an entry alone that it did not make', async () => {
    const entry = '/etc/apt/sources.list.d/microsoft-prod.list'
    const { vm, before } = await installed((fresh) =>
      fresh.world.file(entry, 'deb https://packages.microsoft.com/debian/12/prod bookworm main\n'),
    )

    await vm.run('uninstall')

    expect(vm.world.text(entry)).toBeDefined()
    expect(machineHash(vm)).toBe(before)
  })

  it('leaves a file of ours alone that somebody has changed since', async () => {
    const { vm } = await installed()
    vm.world.file(at.entry, 'deb https://other.contoso.com x main\n')

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(vm.world.text(at.entry)).toBe('deb https://other.contoso.com x main\n')
    expect(vm.world.text(at.keyring)).toBeUndefined()
  })

  it('keeps what came along when something else needs it by now', async () => {
    const { vm } = await installed((fresh) => fresh.packages.dependencies.set('aadsshlogin', ['libcurl4']))
    vm.packages.dependencies.set('git', ['libcurl4'])
    vm.packages.set('git', '2')

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(vm.packages.installed.has('libcurl4')).toBe(true)
  })

  it('done once more finds nothing to do', async () => {
    const { vm } = await installed()
    await vm.run('uninstall')
    vm.forget()

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(vm.packages.history).toEqual([])
    expect(eventsOf(vm).at(-1)?.Message).toBe('Login with Microsoft Entra ID was already removed.')
  })

  it('needs neither settings nor the metadata service nor the repository', async () => {
    const { vm } = await installed()
    vm.settings('broken')

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect([vm.world.identityScopes, vm.world.requests]).toEqual([[], []])
  })
})

describe('uninstall as a part of an update', () => {
  it('keeps everything for the new version', async () => {
    const { vm } = await installed()
    await vm.place('1.0.1').run('update', { version: '1.0.1', env: updating('1.0.0', '1.0.1') })
    const before = machineHash(vm)

    expect(await vm.run('uninstall')).toMatchObject({ exitCode: 0, stderr: '' })

    expect(machineHash(vm)).toBe(before)
    expect(vm.world.calls).toEqual([])
    expect(statusOf(vm)).toBeUndefined()
  })

  it.each([
    ['half an hour later', '1.0.0', 30 * 60_000],
    ['of a version that is not being replaced', '1.0.1', 0],
  ])('is a removal %s', async (_, version, laterMs) => {
    const { vm, before } = await installed()
    await vm.place('1.0.1').run('update', { version: '1.0.1', env: updating('1.0.0', '1.0.1') })
    vm.world.time += laterMs

    expect((await vm.run('uninstall', { version })).exitCode).toBe(0)

    expect(machineHash(vm)).toBe(before)
  })

  it('is a removal again once the new version was enabled', async () => {
    const { vm, before } = await installed()
    await vm.place('1.0.1').run('update', { version: '1.0.1', env: updating('1.0.0', '1.0.1') })
    await vm.run('enable', { version: '1.0.1' })

    expect((await vm.run('uninstall')).exitCode).toBe(0)

    expect(machineHash(vm)).toBe(before)
  })
})

function updating(from: string, to: string): Record<string, string> {
  return { VERSION: to, AZURE_GUEST_AGENT_UPDATING_FROM_VERSION: from, AZURE_GUEST_AGENT_DISABLE_CMD_EXIT_CODE: '0' }
}
