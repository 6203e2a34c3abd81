import { describe, expect, it } from 'vitest'
import { systemToken, userToken } from '../checks/tokens.ts'
import { osReleaseTexts } from '../core/distro-data.ts'
import { machineHash, statusOf, substatuses } from './told.ts'
import { at, Vm } from './vm.ts'

const predecessor = `${at.agentFolder}/Microsoft.Azure.ActiveDirectory.LinuxSSH.AADLoginForLinux-1.0.1588.3`

function osRelease(name: string) {
  return (vm: Vm) => vm.world.file('/etc/os-release', osReleaseTexts().get(name)!)
}

function smallMemory(vm: Vm): void {
  for (let at = 4; at < 8; at++) vm.world.directories.delete(`/sys/devices/system/memory/memory${at}`)
}

function withPredecessor(vm: Vm): void {
  vm.packages.set('aadlogin', '1')
}

const blocks: readonly [string, number, string, (vm: Vm) => unknown][] = [
  ['an unknown system', 51, 'not supported', osRelease('arch')],
  ['an old version', 51, 'too old', osRelease('debian-8')],
  ['a wrong processor', 51, 'riscv64', (vm) => (vm.world.machine = 'riscv64')],
  ['no os-release', 51, 'unknown Linux', (vm) => vm.world.entries.delete('/etc/os-release')],
  ['512 MiB', 24, '512 MiB', smallMemory],
  ['the predecessor', 23, 'package aadlogin', withPredecessor],
  ['its folder', 23, predecessor, (vm) => vm.world.directory(predecessor)],
  ['a read-only /usr', 52, '/usr', (vm) => (vm.world.readOnlyPaths = ['/usr'])],
  ['a full disk', 52, '/ has 49 MB free', (vm) => (vm.world.freeBytes = 49_999_999)],
  ['no identity', 22, 'HTTP 400', (vm) => (vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 }))],
  ['a user identity', 22, 'deploy-id', (vm) => (vm.world.identityAnswer = () => ({ kind: 'token', token: userToken }))],
  ['silence', 25, 'nobody', (vm) => (vm.world.identityAnswer = () => ({ kind: 'silence', reason: 'nobody' }))],
  ['bad settings', 53, 'identityWaitSeconds', (vm) => vm.settings({ identityWaitSeconds: 'long' })],
  [
    'a broken database',
    68,
    'status file',
    (vm) => vm.world.program('dpkg-query', { exitCode: 2, stderr: 'status file' }),
  ],
  ['no dpkg-query', 52, 'dpkg-query', (vm) => vm.world.programs.delete('dpkg-query')],
]

describe.each(['install', 'enable'] as const)('%s', (operation) => {
  it.each(blocks)('is blocked by %s, with code %i, before anything is changed', async (_, code, words, prepare) => {
    const vm = new Vm()
    prepare(vm)
    const before = machineHash(vm)

    const { exitCode, stderr } = await vm.run(operation)

    expect(exitCode).toBe(code)
    expect(stderr.split('\n')[0]).toContain(words)
    expect(machineHash(vm)).toBe(before)
    expect(vm.world.detached).toEqual([])
    expect(vm.world.requests.filter(({ url }) => url.endsWith('.asc'))).toEqual([])
    expect(statusOf(vm)).toMatchObject({ status: 'error', code })
  })
})

describe('several blocking facts', () => {
  const all: readonly [number, (vm: Vm) => unknown][] = [
    [51, osRelease('debian-8')],
    [24, smallMemory],
    [23, withPredecessor],
    [52, (vm) => (vm.world.freeBytes = 0)],
    [22, (vm) => (vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 }))],
  ]

  it.each(all.map(([code], index) => [code, index] as const))(
    '%i decides when it is the first of them',
    async (code, index) => {
      const vm = new Vm()
      for (const [, prepare] of all.slice(index)) prepare(vm)

      expect((await vm.run('install')).exitCode).toBe(code)
    },
  )

  it('are all noted, the identity too, which is not waited for then', async () => {
    const vm = new Vm()
    for (const [, prepare] of all.slice(1)) prepare(vm)

    await vm.run('install')

    expect(substatuses(statusOf(vm))).toEqual([
      'ErrorClarification: error',
      'supported-os: success',
      'memory: error',
      'predecessor: error',
      'file-systems: error',
      'ssh-server: success',
      'sshd-policy: success',
      'sshd-fragments: success',
      'pam-state: success',
      'competing-agents: success',
      'other-handlers: success',
      'selinux: success',
      'fips: success',
      'aks: success',
      'endpoints: success',
      'managed-identity: error',
    ])
    expect([vm.world.identityScopes.length, vm.world.sleeps]).toEqual([1, []])
  })

  it('are noted on an unknown system as far as they can be looked at', async () => {
    const vm = new Vm()
    for (const [, prepare] of all) prepare(vm)

    await vm.run('install')

    expect(substatuses(statusOf(vm))).toEqual([
      'ErrorClarification: error',
      'supported-os: error',
      'memory: error',
      'file-systems: error',
      'other-handlers: success',
      'fips: success',
      'aks: success',
      'managed-identity: error',
    ])
  })
})

describe('the wait for the identity', () => {
  it('goes on until it is assigned', async () => {
    const vm = new Vm()
    const assignedAt = vm.world.time + 60_000
    vm.world.identityAnswer = () =>
      vm.world.time < assignedAt ? { kind: 'refused', status: 400 } : { kind: 'token', token: systemToken }

    expect((await vm.run('install')).exitCode).toBe(0)
    expect(vm.world.identityScopes.length).toBeGreaterThan(5)
  })

  it.each([0, 30, 600])(
    'is as long as the setting says (%i s), but ends with the time of the command',
    async (seconds) => {
      const vm = new Vm()
      vm.settings({ identityWaitSeconds: seconds })
      vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 })
      const startedAt = vm.world.time

      const { exitCode, stderr } = await vm.run('enable')

      expect(exitCode).toBe(22)
      expect(stderr).toContain(`asked the metadata service for ${Math.min(seconds, 255)} s`)
      expect(vm.world.time - startedAt).toBeLessThan(260_000)
    },
  )

  it('asks for a token of the cloud the VM is in', async () => {
    const vm = new Vm()
    vm.compute = { azEnvironment: 'AzureUSGovernmentCloud' }

    await vm.run('install')

    expect(vm.world.identityScopes).toEqual(['https://management.usgovcloudapi.net/'])
  })

  it.each([{}, { azEnvironment: '' }, undefined])(
    'remembers that cloud when the service says %j later',
    async (later) => {
      const vm = new Vm()
      vm.compute = { azEnvironment: 'AzureUSGovernmentCloud' }
      await vm.run('install')
      vm.compute = later
      vm.forget()

      await vm.run('install')
      await vm.run('enable')

      expect(new Set(vm.world.identityScopes)).toEqual(new Set(['https://management.usgovcloudapi.net/']))
    },
  )

  it('asks for one of that cloud where the package was there before the extension', async () => {
    const vm = new Vm()
    vm.packages.set('aadsshlogin', '1.0.2')
    vm.compute = { azEnvironment: 'AzureChinaCloud' }

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(vm.packages.history).toEqual([])
    expect(vm.world.identityScopes).toEqual(['https://management.chinacloudapi.cn/'])
  })
})
