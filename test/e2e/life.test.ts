import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { installed, repositoryConfigured, type RepositoryForm } from '../lab/machine/variants.ts'
import { Site } from '../lab/site.ts'
import { runsOf, story } from '../lab/outcome.ts'

const entry = '/etc/apt/sources.list.d/aadsshlogin-handler.list'
const keyring = '/usr/share/keyrings/aadsshlogin-handler.gpg'
const ready = { handler: 'Ready 0', extension: 'success 0', violations: [] }

let site: Site
beforeAll(async () => {
  site = await Site.open()
})
afterEach(() => site.calm())
afterAll(() => site.close())

describe('the life of the extension', () => {
  it('goes from install to delete and leaves the machine as it was', async () => {
    await site.packages.publish('1.0.1')
    const vm = await site.machine()
    const packages = await vm.packages()

    const installed = await vm.enable()
    expect(story(installed)).toMatchObject({ ...ready })
    expect(runsOf(installed)).toEqual(['install 1.0.0: 0', 'enable 1.0.0: 0'])
    // This machine has no sshd running and no way to the sign-in hosts; both are warnings, of which enable reminds.
    expect(story(installed).substatuses).toEqual([
      ...['managed-identity success', 'login-wiring success'],
      ...['ssh-server warning', 'endpoints warning'],
    ])
    expect(installed.events.map(({ EventLevel, TaskName }) => `${TaskName} ${EventLevel}`).sort()).toEqual([
      'enable Warning',
      'install Warning',
    ])
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.1', '/usr/sbin/aad_certhandler'])
    expect(vm.state()).toEqual(['ledger.json', 'state.json'])

    vm.remember()
    const again = await vm.enable()
    expect(story(again)).toMatchObject({
      ...ready,
      runs: ['enable 1.0.0: 0'],
    })
    expect(vm.changes()).toEqual([])

    await site.packages.publish('1.0.2')
    const changed = await vm.enable({ logLevel: 'debug', colour: 'red' }, { sequence: 1 })
    expect(story(changed)).toMatchObject({
      ...ready,
      runs: ['enable 1.0.0: 0'],
    })
    expect(changed.extension?.message).toContain('The setting "colour" is not known and was ignored')
    expect(story(changed).substatuses).toContain('settings warning')
    expect(await vm.login()).toBe('ii 1.0.1')

    const updated = await vm.enable({}, { version: '1.0.1', sequence: 2 })
    expect(story(updated)).toMatchObject({ ...ready })
    expect(runsOf(updated)).toEqual([
      'disable 1.0.0: 0',
      'update 1.0.1: 0',
      'uninstall 1.0.0: 0',
      'install 1.0.1: 0',
      'enable 1.0.1: 0',
    ])
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.2', '/usr/sbin/aad_certhandler'])

    const downgraded = await vm.enable({}, { sequence: 3 })
    expect(story(downgraded)).toMatchObject({ ...ready })
    expect(runsOf(downgraded)).toEqual([
      'disable 1.0.1: 0',
      'update 1.0.1: 0',
      'uninstall 1.0.1: 0',
      'install 1.0.0: 0',
      'enable 1.0.0: 0',
    ])
    expect([await vm.login(), vm.state()]).toEqual(['ii 1.0.2', ['ledger.json', 'state.json']])

    const removed = await vm.remove()
    expect(story(removed)).toMatchObject({ handler: undefined, violations: [] })
    expect(runsOf(removed)).toEqual(['disable 1.0.0: 0', 'uninstall 1.0.0: 0'])
    expect(vm.changes(vm.first)).toEqual([])
    expect(await vm.packages()).toBe(packages)
  })

  it('can be deleted and set again, with sequence numbers that start anew', async () => {
    const vm = await site.machine()
    await vm.enable({ logLevel: 'debug' }, { sequence: 7 })
    await vm.remove()

    const again = await vm.enable({}, { sequence: 0 })
    expect(story(again)).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])

    expect(story(await vm.remove())).toMatchObject({ handler: undefined, violations: [] })
    expect(vm.changes()).toEqual([])
  })

  it('needs no settings: then the agent writes a file of zero bytes and reads no status', async () => {
    const vm = await site.machine()

    const outcome = await vm.agent.apply({ version: '1.0.0', state: 'enabled' })

    expect(story(outcome)).toMatchObject({ ...ready, extension: undefined })
    expect(runsOf(outcome)).toEqual(['install 1.0.0: 0', 'enable 1.0.0: 0'])
    expect(await vm.login()).toBe('ii 1.0.3')
  })

  it('is enabled again after a restart of the agent', async () => {
    const vm = await site.machine()
    await vm.enable({}, { sequence: 4 })
    vm.remember()

    const outcome = await vm.agent.restart()

    expect(story(outcome)).toMatchObject({
      ...ready,
      runs: ['enable 1.0.0: 0'],
    })
    expect(vm.changes()).toEqual([])
  })

  it('reads protected settings, also those for a new certificate', async () => {
    const vm = await site.machine()
    const secret = { proxyCredentials: { username: 'proxy-user', password: 'Pa55-of-the-proxy' } }
    const settings = { publicSettings: {}, protectedSettings: { ...secret, other: 1 } }

    const first = await vm.enable({}, { settings })
    await vm.agent.rotateCertificate()
    const second = await vm.enable({}, { settings, sequence: 1 })

    for (const outcome of [first, second]) {
      expect(story(outcome)).toMatchObject(ready)
      expect(outcome.extension?.message).toContain('1 of the protected settings are not known and were ignored')
    }
    expect(runsOf(second)).toEqual(['enable 1.0.0: 0'])
    expect(JSON.stringify([first, second])).not.toContain('Pa55-of-the-proxy')
    expect(await vm.log()).not.toMatch(/Pa55-of-the-proxy|proxy-user/)
  })
})

describe('a machine that already has the repository', () => {
  const forms: readonly [RepositoryForm, boolean][] = [
    ['list', true],
    ['deb822', true],
    ['list, disabled', false],
    ['deb822, disabled', false],
  ]
  it.each(forms)('as %s keeps it as it is (reused: %s)', async (form, reused) => {
    const vm = await site.machine(repositoryConfigured(site.packages.world, form))

    const outcome = await vm.enable()
    expect(story(outcome)).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
    expect(await vm.login()).toBe('ii 1.0.3')
    const sources = vm.changes().filter((line) => / \/etc\/apt\/|keyrings/.test(line))
    expect(sources.map((line) => line.split(' ')[1])).toEqual(reused ? [] : [entry, keyring])
    expect((await vm.guest.run(['apt-get', 'check'])).stderr).toBe('')

    expect(story(await vm.remove())).toMatchObject({ handler: undefined, violations: [] })
    expect(vm.changes()).toEqual([])
  })
})

describe('a machine that already has the login package', () => {
  const onlyNewFails = 'case $(/usr/sbin/aad_certhandler) in *1.0.3) echo no more >&2; exit 1 ;; esac'

  it('gets the newest, and keeps its own when that cannot be installed', async () => {
    const vm = await site.machine(await installed(site.packages.world, ['aadsshlogin', '1.0.1']))
    await vm.standIn('postinst', onlyNewFails)
    vm.remember()

    const failed = await vm.enable()
    expect(story(failed)).toMatchObject({ handler: 'NotReady 1007', runs: ['install 1.0.0: 64'], violations: [] })
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.1', '/usr/sbin/aad_certhandler'])
    expect(vm.changes()).toEqual([])

    await vm.standIn('postinst', undefined)
    expect(story(await vm.enable())).toMatchObject(ready)
    expect(await vm.login()).toBe('ii 1.0.3')
  })

  it('loses it with the extension: that is what a delete means', async () => {
    const vm = await site.machine(await installed(site.packages.world, ['aadsshlogin', '1.0.1']))
    await vm.enable()

    const removed = await vm.remove()

    expect(story(removed)).toMatchObject({ runs: ['disable 1.0.0: 0', 'uninstall 1.0.0: 0'], violations: [] })
    expect(await vm.login()).not.toMatch(/^i/)
    expect(await vm.keysCommand()).toBe('none')
    expect(await vm.guest.read('/etc/nsswitch.conf')).not.toMatch(/\baad\b/)
    expect(vm.state()).toBeUndefined()
  })
})
