import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { processMachine } from '../lab/agent/process-machine.ts'
import type { Machine as AgentMachine } from '../lab/agent/machine.ts'
import type { Machine } from '../lab/machine/machine.ts'
import { hold, isHeld, logSays, release, running } from './hold.ts'
import { Site } from '../lab/site.ts'
import { story } from '../lab/outcome.ts'

let site: Site
let units = 0
beforeAll(async () => {
  site = await Site.open()
})
afterEach(() => site.calm())
afterAll(() => site.close())

/** Each command runs in a control group of its own, as it does below the unit of the real agent. */
function inUnit(guest: Machine): AgentMachine {
  return processMachine({
    root: guest.root,
    start: ({ argv, cwd, env, stdio }) => {
      const scope = ['systemd-run', '--quiet', '--collect', '--scope', `--unit=lab-agent-${(units += 1)}`, '--']
      return guest.spawn([...scope, ...argv], { cwd, env: { HOME: undefined, ...env }, stdio })
    },
  })
}

describe('a stop of the unit in which the agent runs, in the middle of apt-get install', () => {
  const ways = [
    ['systemctl stop', (unit: string) => ['systemctl', 'stop', unit]],
    ['SIGKILL to the whole control group', (unit: string) => ['systemctl', 'kill', '--signal=KILL', unit]],
  ] as const
  it.each(ways)('%s: the transaction has a scope of its own and goes on', async (_, stop) => {
    const vm = await site.machine({ systemd: true }, { machine: inUnit })
    await hold(vm)
    const first = vm.enable()
    await isHeld(vm)
    const [apt = ''] = await running(vm, 'apt-get')

    const scopes = await vm.guest.must(['cat', `/proc/${apt}/cgroup`])
    await vm.guest.must(stop(`lab-agent-${units}.scope`))
    const cut = await first

    expect(scopes.stdout).toMatch(/^0::\/system\.slice\/aadsshlogin-\d+\.scope$/m)
    expect(cut.runs.map(({ operation, exitCode }) => [operation, exitCode < 0 || exitCode > 128])).toEqual([
      ['install', true],
    ])
    expect(cut.handler?.status).toBe('NotReady')
    expect(await running(vm, 'apt-get')).toEqual([apt])

    const second = vm.enable()
    await logSays(vm, 'an earlier command left a transaction: install aadsshlogin')
    await release(vm)
    expect(story(await second)).toMatchObject({
      runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'],
      handler: 'Ready 0',
      extension: 'success 0',
      violations: [],
    })
    expect([await vm.login(), await vm.keysCommand()]).toEqual(['ii 1.0.3', '/usr/sbin/aad_certhandler'])
    const ours = ['systemctl', 'list-units', '--all', '--plain', '--no-legend', 'aadsshlogin-*']
    await expect.poll(() => vm.guest.must(ours).then(({ stdout }) => stdout)).toBe('')

    expect(story(await vm.remove())).toMatchObject({ runs: ['disable 1.0.0: 0', 'uninstall 1.0.0: 0'], violations: [] })
    expect([await vm.login(), await vm.keysCommand(), vm.state()]).toEqual(['', 'none', undefined])
  })
})
