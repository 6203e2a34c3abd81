import { describe, expect, it } from 'vitest'
import { rolloutDelay } from '../../src/core/retry.ts'
import { machineHash, statusOf, substatuses } from './told.ts'
import { at, ok, Vm } from './vm.ts'

describe('the verification after the steps', () => {
  it('undoes everything with 21 when the login is not wired', async () => {
    const vm = new Vm()
    vm.world.program('/usr/sbin/sshd', { stdout: 'authorizedkeyscommand none\n' })
    const before = machineHash(vm)

    const { exitCode, stderr } = await vm.run('install')

    expect(exitCode).toBe(21)
    expect(stderr).toContain('sshd asks none for the keys of an Entra user, not /usr/sbin/aad_certhandler')
    expect(machineHash(vm)).toBe(before)
  })

  it('undoes everything with 65 when what was done is not so afterwards', async () => {
    const vm = new Vm()
    let seen = 0
    vm.world.program('dpkg-query', (argv) => {
      const answer = vm.packages.query(argv)
      if (answer.stdout?.includes('aadsshlogin\tinstall ok installed') === true && ++seen === 1)
        vm.packages.set('aadsshlogin', undefined)
      return answer
    })
    const before = machineHash(vm)

    const { exitCode, stderr } = await vm.run('install')

    expect(exitCode).toBe(65)
    expect(stderr).toMatch(/^65: After all steps succeeded, something is still to do: .*install aadsshlogin\.\n/)
    expect(machineHash(vm)).toBe(before)
  })
})

describe('a transaction that outlives the command', () => {
  it('is left alone, nothing is undone, and the next command waits for it and goes on', async () => {
    const vm = new Vm()
    vm.transactions.durationMs = 900_000

    const { exitCode, stderr } = await vm.run('install')
    const kept = [at.entry, at.keyring, at.ledger].map((path) => vm.world.text(path) !== undefined)
    const waited = vm.world.time
    vm.transactions.durationMs = 0
    const next = await vm.run('install')

    expect(exitCode).toBe(61)
    expect(stderr).toMatch(/^61: A package transaction .* still running: read the package list of https:/)
    expect(kept).toEqual([true, true, true])
    expect(vm.world.time - waited).toBeGreaterThan(30_000)
    expect(next.exitCode).toBe(0)
    expect(vm.packages.history).toEqual(['refresh', 'refresh', 'install aadsshlogin'])
  })

  it('is not started with too little time left, and what was done is taken back in time', async () => {
    const vm = new Vm()
    vm.world.identityAnswer = () => {
      vm.world.time += 160_000
      return { kind: 'token', token: 'opaque' }
    }
    const before = machineHash(vm)

    const { exitCode, stderr } = await vm.run('enable')

    expect(exitCode).toBe(60)
    expect(stderr).toMatch(/^60: Not enough time was left for: read the package list/)
    expect([vm.packages.history, machineHash(vm)]).toEqual([[], before])
  })

  it('that was killed is undone', async () => {
    const vm = new Vm()
    vm.packages.faults.push({ verb: 'install', leaves: 'install ok unpacked' })
    const before = machineHash(vm)

    expect((await vm.run('install')).exitCode).toBe(64)
    expect(machineHash(vm)).toBe(before)
  })
})

describe('the rollout window', () => {
  const scaleSet = { azEnvironment: 'AzurePublicCloud', vmId: 'vm-42', vmScaleSetName: 'web' }

  /** Milliseconds an install waited for its turn. */
  async function waited(
    compute: object | undefined,
    settings: object = {},
    operation: 'install' | 'enable' = 'install',
  ) {
    const vm = new Vm()
    vm.compute = compute
    vm.settings(settings)
    const startedAt = vm.world.time
    const { exitCode } = await vm.run(operation)
    expect(exitCode).toBe(0)
    expect(vm.world.time - startedAt).toBeLessThan(operation === 'enable' ? 255_000 : 870_000)
    return { ms: vm.world.sleeps.reduce((sum, ms) => sum + ms, 0), vm }
  }

  it('is 45 s on a scale set, and always the same moment for one VM', async () => {
    const first = await waited(scaleSet)
    const second = await waited(scaleSet)
    const other = await waited({ ...scaleSet, vmId: 'vm-43' })

    expect(first.ms).toBe(rolloutDelay('vm-42', 45_000))
    expect(first.ms).toBeGreaterThan(0)
    expect(second.ms).toBe(first.ms)
    expect(other.ms).not.toBe(first.ms)
  })

  it('is none on a single VM, with the setting 0, and where the VM is not known', async () => {
    expect((await waited({ ...scaleSet, vmScaleSetName: '' })).ms).toBe(0)
    expect((await waited(scaleSet, { rolloutWindowSeconds: 0 })).ms).toBe(0)
    expect((await waited(undefined, { rolloutWindowSeconds: 600 })).ms).toBe(0)
  })

  it('is what the setting says on any VM, and is told', async () => {
    const { ms, vm } = await waited({ ...scaleSet, vmScaleSetName: '' }, { rolloutWindowSeconds: 200 }, 'enable')

    expect(substatuses(statusOf(vm))).toContain('rollout-window: success')
    expect(ms).toBeGreaterThan(0)
  })

  it('leaves enough of the time that the agent gives', async () => {
    const late = Array.from({ length: 100 }, (_, n) => `vm-${n}`).find((vmId) => rolloutDelay(vmId, 600_000) > 500_000)!

    for (const operation of ['enable', 'install'] as const) {
      const { ms } = await waited({ ...scaleSet, vmId: late }, { rolloutWindowSeconds: 600 }, operation)
      expect(ms).toBeGreaterThan(60_000)
    }
  })

  it('is not waited for where nothing has to be fetched', async () => {
    const { vm } = await waited(scaleSet)
    vm.world.entries.delete(at.memory)
    vm.forget()

    expect((await vm.run('enable')).exitCode).toBe(0)
    expect(vm.world.sleeps).toEqual([])
  })

  it('counts for a VM that is known already', async () => {
    const { ms, vm } = await waited(scaleSet)
    vm.forget()

    expect((await vm.run('install')).exitCode).toBe(0)
    expect(vm.world.sleeps).toEqual([ms])
  })
})

describe('a private mirror', () => {
  const own = '0123456789ABCDEF0123456789ABCDEF01234567'
  const baseUrl = 'https://mirror.contoso.com/ms'

  it('is used with its own key', async () => {
    const vm = new Vm()
    vm.settings({ repository: { baseUrl, key: { url: `${baseUrl}/own.asc`, fingerprint: own.toLowerCase() } } })
    vm.answer = ({ url }) => (url === `${baseUrl}/own.asc` ? ok(`key ${own}`) : { kind: 'silence', reason: 'no route' })

    expect((await vm.run('install')).exitCode).toBe(0)

    expect(vm.world.text(at.entry)).toContain(`${baseUrl}/debian/12/prod bookworm main`)
    expect(vm.world.text(at.keyring)).toBe(`key ${own}`)
    expect(vm.world.requests.filter(({ url }) => url.includes('packages.microsoft.com'))).toEqual([])
  })

  it.each([
    ['another key', 62, (vm: Vm) => (vm.answer = () => ok(`key ${'F'.repeat(40)}`))],
    ['no key', 62, (vm: Vm) => (vm.answer = () => ok('<html>'))],
    ['nobody', 20, () => undefined],
  ])('that offers %s ends with %i and never with the public one', async (_, code, prepare) => {
    const vm = new Vm()
    vm.settings({ repository: { baseUrl, key: { url: `${baseUrl}/own.asc`, fingerprint: own } } })
    prepare(vm)
    const before = machineHash(vm)

    expect((await vm.run('install')).exitCode).toBe(code)

    expect(machineHash(vm)).toBe(before)
    expect(vm.world.requests.filter(({ url }) => url.includes('packages.microsoft.com'))).toEqual([])
  })

  it('may have its key on the VM', async () => {
    const vm = new Vm()
    vm.settings({ repository: { baseUrl, key: { path: '/opt/own.gpg', fingerprint: own } } })
    vm.world.file('/opt/own.gpg', `key ${own}`)

    expect((await vm.run('install')).exitCode).toBe(0)
    expect(vm.world.text(at.keyring)).toBe(`key ${own}`)
  })
})
