import { describe, expect, it } from 'vitest'
import { paths } from './login.ts'
import { eventsOf, machineHash, statusOf, substatuses } from './told.ts'
import { at, microsoftKey, Vm } from './vm.ts'

const source = 'https://packages.microsoft.com/debian/12/prod'

describe('install on a fresh VM', () => {
  it('brings the repository, its key and the package, and the login works', async () => {
    const vm = new Vm()

    expect(await vm.run('install')).toMatchObject({ exitCode: 0, stderr: '' })

    expect(vm.packages.history).toEqual(['refresh', 'install aadsshlogin'])
    expect(vm.packages.installed.get('aadsshlogin')).toEqual({ words: 'install ok installed', version: '1.0.3' })
    expect(vm.world.text(at.keyring)).toBe(`key ${microsoftKey}`)
    expect(vm.world.text(at.entry)).toBe(
      `# Added by the AADSSHLoginForLinux extension, removed with it.\n# Key: ${microsoftKey}\n` +
        `deb [arch=amd64 signed-by=${at.keyring}] ${source} bookworm main\n`,
    )
    expect(vm.world.text(paths.nss)).toContain('files systemd aad\n')
    expect(eventsOf(vm)[0]?.Message).toBe('Login with Microsoft Entra ID is set up (package aadsshlogin).')
  })

  it('looks, asks for the identity, and only then changes anything, the ledger first', async () => {
    const vm = new Vm()

    await vm.run('install')

    expect(vm.story.indexOf('identity')).toBeLessThan(vm.story.indexOf(`write ${at.ledger}`))
    expect(vm.story.filter((line) => line.startsWith('write /') && !line.includes('/waagent/')).slice(0, 6)).toEqual([
      'write /run/aadsshlogin-handler.holder',
      `write ${at.ledger}`,
      `write ${at.ledger}`,
      `write ${at.keyring}`,
      `write ${at.ledger}`,
      `write ${at.entry}`,
    ])
  })

  it('notes what it added, and which profile it was', async () => {
    const vm = new Vm()
    vm.packages.dependencies.set('aadsshlogin', ['libcurl4'])

    await vm.run('install')

    expect(JSON.parse(vm.world.text(at.ledger)!)).toMatchObject({
      files: [{ path: at.keyring }, { path: at.entry }],
      packages: ['aadsshlogin'],
      dependencies: ['libcurl4'],
      profile: 'debian',
    })
    expect(vm.world.mode(at.ledger)).toBe(0o600)
  })

  it('takes the SELinux package along where its policy is installed', async () => {
    const vm = new Vm()
    vm.packages.set('selinux-policy-default', '2')

    await vm.run('install')

    expect(vm.packages.history).toEqual(['refresh', 'install aadsshlogin aadsshlogin-selinux'])
  })

  it('installs the version that is asked for, or says which ones there are', async () => {
    const [old, none] = [new Vm(), new Vm()]
    old.settings({ package: { version: '1.0.2' } })
    none.settings({ package: { version: '9' } })
    const before = machineHash(none)

    expect((await old.run('install')).exitCode).toBe(0)
    const { exitCode, stderr } = await none.run('install')

    expect(old.packages.installed.get('aadsshlogin')?.version).toBe('1.0.2')
    expect(exitCode).toBe(51)
    expect(stderr).toContain(`51: The repository ${source} was read and has no package aadsshlogin=9`)
    expect(stderr).toContain('published versions: 1.0.3, 1.0.2.')
    expect(machineHash(none)).toBe(before)
  })
})

describe('install where the login is already', () => {
  it('upgrades the package, whoever installed it, and does not call it its own', async () => {
    const vm = new Vm()
    vm.packages.set('aadsshlogin', '1.0.2')

    expect((await vm.run('install')).exitCode).toBe(0)

    expect(vm.packages.installed.get('aadsshlogin')?.version).toBe('1.0.3')
    expect(JSON.parse(vm.world.text(at.ledger)!)).toMatchObject({ packages: [] })
  })

  it('brings the old version back when the new one does not work', async () => {
    const vm = new Vm()
    vm.packages.set('aadsshlogin', '1.0.2')
    vm.packages.faults.push({ verb: 'install', exitCode: 100, leaves: 'install ok half-configured' })

    expect((await vm.run('install')).exitCode).toBe(64)

    expect(vm.packages.history.slice(1)).toEqual(['install aadsshlogin', 'install aadsshlogin=1.0.2'])
    expect(vm.packages.installed.get('aadsshlogin')).toEqual({ words: 'install ok installed', version: '1.0.2' })
    expect(vm.world.text(at.entry)).toBeUndefined()
  })

  it('leaves a held package alone and says so', async () => {
    const vm = new Vm()
    vm.packages.set('aadsshlogin', '1.0.2', 'hold ok installed')

    expect((await vm.run('install')).exitCode).toBe(0)

    expect(vm.packages.history).toEqual([])
    expect(eventsOf(vm)[0]).toMatchObject({ EventLevel: 'Warning' })
  })

  it('uses the entry that the machine has for the repository', async () => {
    const vm = new Vm()
    vm.world.file('/etc/apt/sources.list.d/microsoft-prod.list', `deb [arch=amd64] ${source} bookworm main\n`)

    expect((await vm.run('install')).exitCode).toBe(0)

    expect([vm.world.text(at.entry), vm.world.text(at.keyring)]).toEqual([undefined, undefined])
    expect(vm.world.requests.filter(({ url }) => url.endsWith('.asc'))).toEqual([])
    expect(vm.world.detached[0]).toContain('Dir::Etc::sourcelist=/etc/apt/sources.list.d/microsoft-prod.list')
  })
})

describe('an install that fails', () => {
  it.each([
    ['the list cannot be read', { verb: 'refresh', output: `E: Failed to fetch ${source}/x  404  Not Found\n` }, 20],
    ['the package cannot be installed', { verb: 'install', output: 'E: broken\n' }, 64],
    ['a script of the package fails', { verb: 'install', leaves: 'install ok half-configured' }, 64],
    ['the package is left unpacked', { verb: 'install', leaves: 'install reinstreq half-installed' }, 64],
  ] as const)('leaves no trace when %s', async (_, fault, code) => {
    const vm = new Vm()
    vm.packages.faults.push({ exitCode: 100, ...fault })
    const before = machineHash(vm)

    expect((await vm.run('install')).exitCode).toBe(code)

    expect(machineHash(vm)).toBe(before)
    expect(vm.world.directories.has(at.state)).toBe(false)
    expect(vm.packages.installed.has('aadsshlogin')).toBe(false)
  })

  it('tells what was done and what was taken back', async () => {
    const vm = new Vm()
    vm.packages.faults.push({ verb: 'install', exitCode: 100 })

    await vm.run('install')

    expect(substatuses(statusOf(vm)).slice(-8)).toEqual([
      'install-key: success',
      'write-file: success',
      'refresh-packages: success',
      'install-packages: error',
      'undo-remove-packages: success',
      'undo-remove-dependencies: success',
      'undo-remove-file: success',
      'undo-remove-file: success',
    ])
  })

  it('says what it could not take back, and keeps the ledger for the next command', async () => {
    const vm = new Vm()
    vm.packages.faults.push({ verb: 'install', exitCode: 100, leaves: 'install ok half-configured' })
    for (let n = 0; n < 5; n++) vm.packages.faults.push({ verb: 'purge', exitCode: 100 })

    const { exitCode, stderr } = await vm.run('install')

    expect(exitCode).toBe(67)
    expect(stderr).toMatch(/^67: .*; still to do: purge aadsshlogin\..*"packages\.transaction-failed: /)
    expect(stderr.split('\n')[1]).toMatch(/^Do this: sudo apt-get purge aadsshlogin; run the extension again, /)
    expect(JSON.parse(vm.world.text(at.ledger)!)).toMatchObject({ packages: ['aadsshlogin'], files: [] })
  })
})
