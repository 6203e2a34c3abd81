import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { architecturesNamed } from '../../scripts/package/options.ts'
import type { Machine as AgentMachine } from '../lab/agent/machine.ts'
import { processMachine } from '../lab/agent/process-machine.ts'
import { labZip } from '../lab/handler-package.ts'
import type { Machine } from '../lab/machine/machine.ts'
import { preparationMs, rowVariant } from '../lab/matrix/roots.ts'
import { emulated, emulator } from '../lab/old-kernel/emulated-arm.ts'
import { oldKernel } from '../lab/old-kernel/k310.ts'
import { Site } from './site.ts'
import { story } from './story.ts'
import type { Vm } from './vm.ts'

const k310 = '/opt/k310'
const ready = { handler: 'Ready 0', extension: 'success 0', violations: [] }
const settings = { publicSettings: {}, protectedSettings: { other: 1 } }
let site: Site

beforeAll(async () => {
  site = await Site.open()
}, preparationMs)
afterEach(() => site.calm())
afterAll(() => site.close())

/** A guest whose agent puts these words before every command of an extension. */
function behind(...words: readonly string[]): (guest: Machine) => AgentMachine {
  return (guest) =>
    processMachine({
      root: guest.root,
      start: ({ argv, cwd, env, stdio }) =>
        guest.spawn([...words, ...argv], { cwd, env: { HOME: undefined, ...env }, stdio }),
    })
}

/** With protected settings, names and downloads over TLS. */
async function installs(vm: Vm): Promise<void> {
  const installed = await vm.enable({}, { settings })

  expect(story(installed)).toMatchObject({ ...ready, runs: ['install 1.0.0: 0', 'enable 1.0.0: 0'] })
  expect(installed.extension?.message).toContain('1 of the protected settings are not known and were ignored')
  expect(await vm.keysCommand()).toBe('/usr/sbin/aad_certhandler')
  expect(story(await vm.enable({}, { settings }))).toMatchObject({ ...ready, runs: ['enable 1.0.0: 0'] })
}

/** Nothing stays. */
async function goes(vm: Vm, version: string): Promise<void> {
  const removed = await vm.agent.apply({ version, state: 'uninstall' })

  const runs = [`disable ${version}: 0`, `uninstall ${version}: 0`]
  expect(story(removed)).toMatchObject({ runs, violations: [] })
  expect([await vm.login(), vm.changes(vm.first)]).toEqual(['', []])
}

describe('the life of the extension', () => {
  it('goes well on the oldest system there is, with a kernel as old as it gets', { timeout: 400_000 }, async () => {
    const binds = [{ from: await oldKernel(), to: k310 }]
    const vm = await site.machine({ ...(await rowVariant('debian 11')), binds }, { machine: behind(k310) })
    expect((await vm.guest.must([k310, 'uname', '-r'])).stdout).toBe('3.10.0-693.el7.x86_64\n')

    await installs(vm)
    const runs = ['disable 1.0.0: 0', 'update 1.0.1: 0', 'uninstall 1.0.0: 0', 'install 1.0.1: 0', 'enable 1.0.1: 0']
    expect(story(await vm.enable({}, { settings, version: '1.0.1', sequence: 1 }))).toMatchObject({ ...ready, runs })
    await goes(vm, '1.0.1')
  })

  it('goes well with a zip that has the runtime for aarch64 alone', { timeout: 400_000 }, async () => {
    const binds = [{ from: emulator, to: emulator }]
    const files = { '/usr/sbin/uname': { content: uname, mode: 0o755 } }
    const vm = await site.machine({ binds, files }, { machine: behind(...emulated) })
    vm.agent.publish('1.0.0', await labZip('1.0.0', { architectures: architecturesNamed('arm64') }))

    await installs(vm)
    await goes(vm, '1.0.0')
  })
})

/** The packages of this machine stay those of x86_64: only the door, which chooses the runtime, hears otherwise. */
const uname = `#!/bin/sh
read -r caller </proc/$PPID/comm
case "$caller $*" in 'handler.sh -m') echo aarch64 ;; *) exec /usr/bin/uname "$@" ;; esac
`
