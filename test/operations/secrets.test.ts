import { describe, expect, it } from 'vitest'
import { eventsOf, statusFile } from './told.ts'
import { at, Vm } from './vm.ts'

const password = 'p@ss/w:rd %1'
const spellings = [password, encodeURIComponent(password), Buffer.from(`jane:${password}`).toString('base64')]
const thumbprint = 'A'.repeat(40)
const proxy = 'http://proxy.contoso.com:3128'

/** A VM whose proxy wants a password; openssl answers with the protected settings. */
function withPassword(): Vm {
  const vm = new Vm()
  const beside = { protectedSettings: 'MIIB', protectedSettingsCertThumbprint: thumbprint }
  vm.settings({ proxy }, {}, beside)
  vm.world.file(`${at.agentFolder}/${thumbprint}.crt`, 'certificate').file(`${at.agentFolder}/${thumbprint}.prv`, 'key')
  const protectedSettings = { proxyCredentials: { username: 'jane', password } }
  vm.world.program('openssl', { stdout: JSON.stringify(protectedSettings) })
  return vm
}

describe('the password of the proxy', () => {
  it('reaches apt in a file that is gone afterwards, and no argument', async () => {
    const vm = withPassword()

    expect((await vm.run('enable')).exitCode).toBe(0)

    const line = `Acquire::http::Proxy "http://jane:${encodeURIComponent(password)}@proxy.contoso.com:3128/";`
    expect(vm.transactions.files.map((files) => files['apt.conf']?.split('\n')[0])).toEqual([line, line])
    expect(vm.world.detached.every((argv) => argv.includes('-c') && !argv.join(' ').includes('jane'))).toBe(true)
    expect(vm.world.directories.has(at.transaction)).toBe(false)
    expect(everything(vm)).not.toSatisfy(tellsIt)
  })

  it('reaches the download of the key', async () => {
    const vm = withPassword()

    await vm.run('install')

    const key = vm.world.requests.find(({ url }) => url.endsWith('.asc'))
    expect(key?.proxy).toBe(`http://jane:${encodeURIComponent(password)}@proxy.contoso.com:3128/`)
  })

  it.each(spellings)('is in nothing that is told when apt repeats it as %s', async (spelling) => {
    const vm = withPassword()
    const output = `E: Failed to fetch https://packages.microsoft.com/debian/12/prod/InRelease  407  Proxy said ${spelling} to jane\n`
    vm.packages.faults.push({ verb: 'refresh', exitCode: 100, output })

    const { exitCode, stderr, journal } = await vm.run('enable')

    expect(exitCode).toBe(20)
    expect(stderr).toMatch(/Proxy said [^ ]*\*\*\*[^ ]* to \*\*\*/)
    expect([stderr, journal.text, everything(vm)]).not.toContainEqual(expect.toSatisfy(tellsIt))
    expect(journal.text).toMatch(/Proxy said [^ ]*\*\*\*[^ ]* to \*\*\*/)
  })
})

it('the log has what the agent gave, and no other variable', async () => {
  const vm = new Vm()

  const { journal } = await vm.run('update', { env: { VERSION: '1.0.1', http_proxy: 'http://a:b@c', AWS_KEY: 'k' } })

  expect(journal.lines[0]).toContain('"VERSION":"1.0.1"')
  expect(journal.lines[0]).toContain('"AZURE_GUEST_AGENT_EXTENSION_VERSION":"1.0.0"')
  expect(journal.lines[0]).not.toMatch(/http_proxy|AWS_KEY/)
})

function tellsIt(text: string): boolean {
  return spellings.some((spelling) => text.includes(spelling)) || text.includes('jane')
}

/** What stays on the machine and goes to the agent, without the settings themselves. */
function everything(vm: Vm): string {
  const kept = [...vm.world.entries.keys()].filter((path) => path.startsWith(at.state) || path.startsWith('/etc/apt'))
  const texts = [statusFile(), ...kept].map((path) => vm.world.text(path) ?? '')
  return [...texts, JSON.stringify(eventsOf(vm))].join('\n')
}
