import { beforeEach, describe, expect, it } from 'vitest'
import { machineHash, statusFile, statusOf, substatuses } from './told.ts'
import { Vm } from './vm.ts'

let vm: Vm

beforeEach(async () => {
  vm = new Vm()
  expect((await vm.run('install')).exitCode).toBe(0)
  vm.forget()
})

describe('enable with nothing to do', () => {
  it('starts no program, reads no repository, and asks the metadata service one question', async () => {
    const before = machineHash(vm)

    expect(await vm.run('enable')).toMatchObject({ exitCode: 0, stderr: '' })

    expect([vm.world.calls, vm.world.detached, vm.world.requests]).toEqual([[], [], []])
    expect(vm.world.identityScopes).toEqual(['https://management.azure.com/'])
    expect(vm.world.sleeps).toEqual([])
    expect(machineHash(vm)).toBe(before)
  })

  it('touches only its status, its event and the lock', async () => {
    await vm.run('enable')

    expect(vm.story.filter((line) => !line.includes('/run/aadsshlogin-handler.holder'))).toEqual([
      `write ${statusFile()}`,
      'lock',
      'identity',
      'release',
      `write ${statusFile()}`,
      expect.stringMatching(/^write .*\/event-\d+\.tmp$/),
    ])
  })

  it('says so', async () => {
    await vm.run('enable')

    const status = statusOf(vm)
    expect(status).toMatchObject({ status: 'success', code: 0 })
    expect(status?.formattedMessage.message).toBe(
      'Login with Microsoft Entra ID is set up; nothing has changed since it was verified.',
    )
    expect(substatuses(status)).toEqual(['managed-identity: success', 'login-wiring: success'])
  })

  it('asks in the cloud that was noted at install', async () => {
    vm = new Vm()
    vm.compute = { azEnvironment: 'AzureChinaCloud' }
    await vm.run('install')
    vm.forget()
    vm.compute = undefined

    await vm.run('enable')

    expect(vm.world.identityScopes).toEqual(['https://management.chinacloudapi.cn/'])
  })

  it('succeeds with a warning when the metadata service is silent', async () => {
    vm.world.identityAnswer = () => ({ kind: 'silence', reason: 'no answer within 2 s' })

    expect((await vm.run('enable')).exitCode).toBe(0)

    expect(statusOf(vm)).toMatchObject({ status: 'success', code: 0 })
    expect(substatuses(statusOf(vm))).toEqual(['managed-identity: warning', 'login-wiring: success'])
    expect(vm.world.identityScopes).toHaveLength(1)
  })

  it('is 22 when the identity has gone, and changes nothing', async () => {
    vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 })
    const before = machineHash(vm)

    expect((await vm.run('enable')).exitCode).toBe(22)

    expect(machineHash(vm)).toBe(before)
  })

  it('goes on so, enable after enable', async () => {
    for (let n = 0; n < 3; n++) expect((await vm.run('enable', { sequence: n })).exitCode).toBe(0)

    expect(vm.world.calls).toEqual([])
  })

  it.each([{ proxy: 'http://p:1' }, { logLevel: 'debug' }, { identityWaitSeconds: 5 }, { rolloutWindowSeconds: 60 }])(
    'does not mind the setting %j, which decides nothing that is installed',
    async (settings) => {
      vm.settings(settings, { sequence: 1 })

      expect((await vm.run('enable', { sequence: 1 })).exitCode).toBe(0)

      expect(vm.world.calls).toEqual([])
    },
  )
})
