import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Site } from '../lab/site.ts'
import { keptWords, runsOf, story } from '../lab/outcome.ts'

const onlyNew = (lines: string): string => `case $(/usr/sbin/aad_certhandler) in *1.0.3) ${lines} ;; esac`
const unwired = "sed -i '/^passwd:/s/ aad$//' /etc/nsswitch.conf; exit 0"

let site: Site
beforeAll(async () => {
  site = await Site.open()
})
afterEach(() => site.calm())
afterAll(() => site.close())

describe('an install that fails leaves no trace', () => {
  const failures = [
    ['preinst', 'echo not today >&2; exit 3', 64, /^64: The package manager could not install aadsshlogin: /],
    ['postinst', 'echo not today >&2; exit 3', 64, /^64: The package manager could not install aadsshlogin: /],
    ['postinst', 'kill -KILL $$', 64, /^64: The package manager could not install aadsshlogin: /],
    ['postinst', unwired, 21, /^21: The packages are installed but login is not wired: "aad" is not in/],
  ] as const
  it.each(failures)('when its %s says: %s', async (script, lines, code, cause) => {
    const vm = await site.machine()
    await vm.standIn(script, lines)
    vm.remember()
    const packages = await vm.packages()

    const failed = await vm.enable()

    expect(story(failed)).toMatchObject({ runs: [`install 1.0.0: ${code}`], handler: 'NotReady 1007', violations: [] })
    expect(keptWords(failed)).toMatch(cause)
    expect(keptWords(failed).split('\n')).toHaveLength(3)
    expect(failed.events.map(({ EventLevel }) => EventLevel)).toEqual(['Error'])
    expect(vm.changes()).toEqual([])
    // dpkg remembers that libc-bin has to look for new libraries until it runs again.
    expect((await vm.packages()).replace(/^it/m, 'ii')).toBe(packages)
    expect([vm.state(), await vm.keysCommand()]).toEqual([undefined, 'none'])

    await vm.standIn(script, undefined)
    const healed = await vm.enable()
    expect(story(healed)).toMatchObject({ runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'], handler: 'Ready 0' })
    expect(await vm.keysCommand()).toBe('/usr/sbin/aad_certhandler')
  })

  it('also past scripts that fail while it is taken back', async () => {
    const vm = await site.machine()
    await vm.standIn('postinst', 'exit 3')
    await vm.standIn('prerm', 'exit 4')
    await vm.standIn('postrm', 'exit 5')
    vm.remember()

    const failed = await vm.enable()

    expect(story(failed)).toMatchObject({ runs: ['install 1.0.0: 64'], handler: 'NotReady 1007', violations: [] })
    expect(keptWords(failed)).toMatch(/^64: The package manager could not install aadsshlogin/)
    expect(vm.changes()).toEqual([])
    expect([await vm.login(), await vm.keysCommand(), vm.state()]).toEqual(['', 'none', undefined])

    await vm.standIn('postinst', undefined)
    expect(story(await vm.enable())).toMatchObject({ handler: 'Ready 0', extension: 'success 0', violations: [] })
    expect(story(await vm.remove())).toMatchObject({ runs: ['disable 1.0.0: 0', 'uninstall 1.0.0: 0'] })
    expect(vm.changes(vm.first)).toEqual([])
  })
})

describe('an update that fails leaves the old login working', () => {
  const failures = [
    ['postinst', onlyNew('echo not today >&2; exit 3'), 64],
    ['postinst', onlyNew(unwired), 21],
    ['preinst', 'if [ "$1" = upgrade ]; then exit 3; fi', 64],
  ] as const
  it.each(failures)('when the new %s says: %s', async (script, lines, code) => {
    await site.packages.publish('1.0.1')
    const vm = await site.machine()
    await vm.enable()
    await site.packages.publish('all')
    await vm.standIn(script, lines)
    vm.remember()

    const failed = await vm.enable({}, { version: '1.0.1', sequence: 1 })

    expect(runsOf(failed)).toEqual([
      'disable 1.0.0: 0',
      'update 1.0.1: 0',
      'uninstall 1.0.0: 0',
      `install 1.0.1: ${code}`,
    ])
    expect(story(failed)).toMatchObject({ handler: 'NotReady 1007', violations: [] })
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.1', '/usr/sbin/aad_certhandler'])
    expect(vm.changes()).toEqual([])

    await vm.standIn(script, undefined)
    const healed = await vm.enable({}, { version: '1.0.1', sequence: 1 })
    expect(story(healed)).toMatchObject({ runs: ['install 1.0.1: 0', 'enable 1.0.1: 0'], handler: 'Ready 0' })
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
  })

  it('when the new handler refuses the machine', async () => {
    const vm = await site.machine()
    await vm.enable()
    vm.remember()
    await site.azure.setImds({ mode: { mode: 'none' } })

    const failed = await vm.enable({ identityWaitSeconds: 0 }, { version: '1.0.1', sequence: 1 })

    expect(story(failed)).toMatchObject({ handler: 'NotReady 1007', violations: [] })
    expect(runsOf(failed).at(-1)).toBe('install 1.0.1: 22')
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
    expect(vm.changes()).toEqual([])

    await site.azure.setImds({ mode: { mode: 'systemAssigned' } })
    expect(story(await vm.enable({}, { version: '1.0.1', sequence: 1 }))).toMatchObject({ handler: 'Ready 0' })
    expect(story(await vm.remove())).toMatchObject({ handler: undefined, violations: [] })
    expect(vm.changes(vm.first)).toEqual([])
  })
})

describe('a delete that fails', () => {
  it('says so; the agent removes the handler all the same, and the next one puts it right', async () => {
    const vm = await site.machine()
    await vm.enable()
    await vm.standIn('prerm', 'if [ "$1" = remove ]; then echo not today >&2; exit 1; fi')
    // A part of PAM that names the module and is not for us to change: without the module it would shut everybody out.
    await vm.guest.must([
      'sh',
      '-c',
      'echo "account optional pam_aad.so" > /usr/share/own && ln -s /usr/share/own /etc/pam.d/own',
    ])
    vm.remember()

    const failed = await vm.remove()

    expect(story(failed)).toMatchObject({ runs: ['disable 1.0.0: 0', 'uninstall 1.0.0: 72'], violations: [] })
    expect(failed.runs.at(-1)?.stderr).toMatch(
      /^72: The packages aadsshlogin were not removed, .*pre-removal script.*: \/usr\/share\/own is not for us to change\.\n/,
    )
    expect(vm.changes()).toEqual([])
    expect(failed.handler).toBeUndefined()
    expect([(await vm.login()).slice(2), await vm.keysCommand()]).toEqual([' 1.0.3', '/usr/sbin/aad_certhandler'])
    expect(vm.state()).toContain('ledger.json')

    await vm.standIn('prerm', undefined)
    await vm.guest.must(['rm', '/etc/pam.d/own', '/usr/share/own'])
    expect(story(await vm.enable())).toMatchObject({ runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'], violations: [] })
    expect(story(await vm.remove())).toMatchObject({ runs: ['disable 1.0.0: 0', 'uninstall 1.0.0: 0'], violations: [] })
    expect(vm.changes(vm.first)).toEqual([])
  })
})
