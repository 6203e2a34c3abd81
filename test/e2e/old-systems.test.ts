import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Machine as AgentMachine } from '../lab/agent/machine.ts'
import { processMachine } from '../lab/agent/process-machine.ts'
import type { Machine } from '../lab/machine/machine.ts'
import { rowVariant } from '../lab/matrix/roots.ts'
import { oldKernel } from '../lab/old-kernel/k310.ts'
import { Site } from '../lab/site.ts'
import { story } from '../lab/outcome.ts'

const k310 = '/opt/k310'
const ready = { handler: 'Ready 0', extension: 'success 0', violations: [] }
const settings = { publicSettings: {}, protectedSettings: { other: 1 } }
let site: Site

beforeAll(async () => {
  site = await Site.open()
})
afterEach(() => site.calm())
afterAll(() => site.close())

/** A guest whose agent starts every command of an extension as on Linux 3.10. */
function behindOldKernel(guest: Machine): AgentMachine {
  return processMachine({
    root: guest.root,
    start: ({ argv, cwd, env, stdio }) =>
      guest.spawn([k310, ...argv], { cwd, env: { HOME: undefined, ...env }, stdio }),
  })
}

describe('the life of the extension', () => {
  it('goes well on the oldest system there is, with a kernel as old as it gets', async () => {
    const binds = [{ from: await oldKernel(), to: k310 }]
    const vm = await site.machine({ ...(await rowVariant('debian 11')), binds }, { machine: behindOldKernel })
    expect((await vm.guest.must([k310, 'uname', '-r'])).stdout).toBe('3.10.0-693.el7.x86_64\n')

    const installed = await vm.enable({}, { settings })
    expect(story(installed)).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
    expect(installed.extension?.message).toContain('1 of the protected settings are not known and were ignored')
    expect(await vm.keysCommand()).toBe('/usr/sbin/aad_certhandler')
    expect(story(await vm.enable({}, { settings }))).toMatchObject({ ...ready, runs: ['enable 1.0.0: 0'] })

    const runs = ['disable 1.0.0: 0', 'update 1.0.1: 0', 'uninstall 1.0.0: 0', 'install 1.0.1: 0', 'enable 1.0.1: 0']
    expect(story(await vm.enable({}, { settings, version: '1.0.1', sequence: 1 }))).toMatchObject({ ...ready, runs })

    const removed = await vm.agent.apply({ version: '1.0.1', state: 'uninstall' })
    expect(story(removed)).toMatchObject({ runs: ['disable 1.0.1: 0', 'uninstall 1.0.1: 0'], violations: [] })
    expect(await vm.login()).toBe('')
    // The systemctl of this root writes down how it was called.
    expect(vm.changes(vm.first).filter((line) => !line.startsWith('added /var/log/systemctl.calls '))).toEqual([])
  })
})
