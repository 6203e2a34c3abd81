import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { instanceView } from '../lab/azure/instance-view.ts'
import { waitForStep, type StepOutcome } from '../lab/azure/steps.ts'
import { handlerName, labZip } from '../lab/handler-package.ts'
import { Machine } from '../lab/machine/machine.ts'
import { installed } from '../lab/machine/variants.ts'
import { playStory, type Act, type StoryEnd } from '../lab/story/story.ts'
import { Site } from '../lab/site.ts'

/** The agent keeps about 1590 characters of stdout and stderr together, plus its own first line. */
const keptByAgent = 2000

function code(outcome: StepOutcome): string | undefined {
  return instanceView(outcome).statuses[0]?.code
}

describe('the story of the demo, with the real guest agent', () => {
  let end: StoryEnd
  let acts: readonly Act[]

  beforeAll(async () => {
    end = await playStory({ during: () => () => undefined, opening: () => undefined, act: () => undefined })
    acts = end.acts
  })

  it('fails without an identity, cause and remedy inside what the agent keeps, nothing changed', () => {
    const { outcome, machine } = acts[0]!

    expect(outcome.handler).toMatchObject({ status: 'NotReady', code: 1007 })
    expect(outcome.extension).toBeUndefined()
    const message = outcome.handler!.message
    expect(message).toContain('Non-zero exit code: 22')
    expect(message).toContain('22: This VM has no system-assigned managed identity')
    expect(message).toContain('az vm identity assign')
    expect(message).toMatch(
      /More: sudo \/var\/lib\/waagent\/\S+\/scripts\/handler\.sh check; log \/var\/log\/azure\/\S+\/handler\.log/,
    )
    expect(message.length).toBeLessThan(keptByAgent)
    expect(machine).toEqual(end.before)
  })

  it('heals at the next goal state once the identity is there', () => {
    const { outcome, machine } = acts[1]!

    expect(outcome.handler).toMatchObject({ status: 'Ready', code: 0 })
    expect(outcome.extension).toMatchObject({ status: 'success', code: 0, operation: 'Enable' })
    expect(outcome.extension?.substatuses.map(({ name }) => name)).toEqual([
      'managed-identity',
      'login-wiring',
      'endpoints',
    ])
    expect(machine).toMatchObject({ package: '1.0.3', nss: 'passwd: files aad', sshdForLocalUsers: 'none' })
    expect(machine.sshd).toBe('/usr/sbin/aad_certhandler %u %k')
  })

  it('has nothing to do at an unrelated goal state', () => {
    expect(code(acts[2]!.outcome)).toBe('ProvisioningState/succeeded/0')
    expect(acts[2]!.outcome.extension?.message).toContain('nothing has changed since it was verified')
    expect(acts[2]!.machine).toEqual(acts[1]!.machine)
  })

  it('follows a change of the settings to another package version', () => {
    expect(code(acts[3]!.outcome)).toBe('ProvisioningState/succeeded/0')
    expect(acts[3]!.outcome.extension?.sequence).toBe(1)
    expect(acts[3]!.machine.package).toBe('1.0.2')
  })

  it('updates to another version of the extension without losing the login', () => {
    expect(acts[4]!.outcome.handler).toMatchObject({ version: '1.0.1', status: 'Ready' })
    expect(code(acts[4]!.outcome)).toBe('ProvisioningState/succeeded/0')
    expect(acts[4]!.machine.package).toBe('1.0.3')
  })

  it('is gone after the delete, and every file is as it was', () => {
    expect(acts[5]!.outcome.end).toBe('absent')
    expect(end.after).toEqual(end.before)
    expect(end.differences).toEqual([])
  })
})

describe('the real guest agent', () => {
  let site: Site
  let vm: Machine

  beforeAll(async () => {
    site = await Site.open()
    for (const version of ['1.0.0', '1.0.1'])
      await site.azure.publish({ handler: handlerName, version, zipPath: await labZip(version) })
  })

  afterAll(async () => {
    await site.close()
  })

  async function boot(options: Parameters<typeof Machine.up>[0] = {}): Promise<void> {
    const { uploads } = await site.azure.info()
    vm = await Machine.up({ systemd: true, fabric: site.network, size: '1g', ...options })
    await vm.startAgent()
    await site.azure.nextUpload({ after: uploads })
  }

  async function set(publicSettings: object, version = '1.0.0', seqNo = 0): Promise<StepOutcome> {
    const goal = await site.azure.setGoal([{ handler: handlerName, version, state: 'enabled', seqNo, publicSettings }])
    return waitForStep(site.azure, goal, handlerName)
  }

  async function remove(version = '1.0.0'): Promise<StepOutcome> {
    const goal = await site.azure.setGoal([{ handler: handlerName, version, state: 'uninstall' }])
    return waitForStep(site.azure, goal, handlerName)
  }

  it('carries 23 and its remedy to the portal while the predecessor is there', async () => {
    const predecessor = await installed(site.packages.world, ['aadlogin', '1.0.0'])
    await boot(predecessor)
    try {
      const outcome = await set({})

      expect(outcome.handler).toMatchObject({ status: 'NotReady', code: 1007 })
      expect(outcome.handler?.message).toContain('23: The older AADLoginForLinux is still on this VM: package aadlogin')
      expect(outcome.handler?.message).toContain('Remove it first: sudo apt-get purge aadlogin')
      expect(await remove()).toMatchObject({ end: 'absent' })
    } finally {
      await vm.down()
    }
  })

  it('reports an identity that was taken away as an error of the extension with its code', async () => {
    await boot()
    try {
      await set({ identityWaitSeconds: 1 })
      await site.azure.setImds({ mode: { mode: 'userAssignedOnly' } })
      const outcome = await waitForStep(site.azure, await site.azure.repeatGoal(), handlerName)

      expect(outcome.handler).toMatchObject({ status: 'NotReady', code: 1009 })
      expect(outcome.extension).toMatchObject({ status: 'error', code: 22 })
      const clarification = outcome.extension?.substatuses.find(({ name }) => name === 'ErrorClarification')
      expect(clarification).toMatchObject({ status: 'error', code: 22 })
      expect(instanceView(outcome).error?.message).toContain(
        "a user failure when processing the extension. Error code: '22'",
      )
      expect((await vm.run(['dpkg-query', '-W', '-f=${db:Status-Abbrev}', 'aadsshlogin'])).stdout).toBe('ii ')
    } finally {
      await site.calm()
      await vm.down()
    }
  })

  it('is restarted in the middle of apt-get install: the transaction lives on and the next command settles it', async () => {
    await boot({
      files: { '/etc/standin/postinst': 'touch /run/in-postinst; until [ -e /run/go-on ]; do sleep 0.1; done\n' },
    })
    try {
      const goal = await site.azure.setGoal([
        { handler: handlerName, version: '1.0.0', state: 'enabled', publicSettings: {} },
      ])
      await vm.must(['sh', '-c', 'until [ -e /run/in-postinst ]; do sleep 0.1; done'])
      const { uploads } = await site.azure.info()
      await vm.restartAgent()

      expect((await vm.run(['pgrep', '-x', 'dpkg'])).code).toBe(0)
      await vm.write('/run/go-on', '')
      const outcome = await waitForStep(site.azure, goal, handlerName, { afterUpload: uploads })

      expect(outcome.handler).toMatchObject({ status: 'Ready', code: 0 })
      expect(code(outcome)).toBe('ProvisioningState/succeeded/0')
      expect((await vm.must(['cat', `/var/log/azure/${handlerName}/handler.log`])).stdout).toContain(
        'an earlier command left a transaction: install aadsshlogin',
      )
      expect((await vm.run(['dpkg', '--audit'])).stdout).toBe('')
    } finally {
      await vm.down()
    }
  })
})
