import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFabric, type RunningFabric } from '../azure/client.ts'
import { waitForStep } from '../azure/steps.ts'
import { Machine } from '../machine/machine.ts'
import type { HandlerGoal } from './goal.ts'
import { guestMachine } from './guest-machine.ts'
import { statusText, zipHandler, type SampleHandler } from './sample-handler.ts'
import { StrictAgent } from './strict-agent.ts'

const handler = 'Contoso.Test.Handler'
const seen = `/var/log/azure/${handler}/seen`
const tell = `umask 077; { echo "== $1"; env | grep -vE '^(PWD|OLDPWD|SHLVL|_)=' | sort; } >> ${seen}`
const long = `yes out | head -n 1000; yes err | head -n 600 >&2; echo "the reason" >&2`

function status(text: string): string {
  return `cat > status/$ConfigSequenceNumber.status <<END\n${text}\nEND`
}

const failing = `${tell}\n${status(statusText('error', 53, 'settings are wrong'))}\n${long}\nexit 53`
const everyCommand = { install: tell, disable: tell, update: tell, uninstall: tell }
const versions: Record<string, SampleHandler> = {
  '1.0.0': {
    commands: {
      ...everyCommand,
      enable: `if [ "$ConfigSequenceNumber" = 1 ]; then\n${failing}\nfi\n${tell}\n${status(statusText('success', 0, 'well'))}`,
      disable: `${tell}; exit 5`,
      uninstall: `${tell}; exit 6`,
    },
  },
  '2.0.0': {
    commands: { ...everyCommand, enable: `${tell}\n${status(statusText('success', 0, 'second'))}` },
    manifest: { continueOnUpdateFailure: true },
  },
  '3.0.0': { commands: { ...everyCommand, update: `${tell}; echo "no update" >&2; exit 7` } },
}

const settings = { publicSettings: { a: 1 } }
const enabled = (version: string, sequence: number): HandlerGoal => ({ version, state: 'enabled', sequence, settings })
const steps: [string, HandlerGoal][] = [
  ['add', enabled('1.0.0', 0)],
  ['an enable that fails with long output', enabled('1.0.0', 1)],
  ['the same goal again', enabled('1.0.0', 1)],
  ['update over failing old commands', enabled('2.0.0', 2)],
  ['an update that fails, beside the copied status', enabled('3.0.0', 2)],
  ['the same update again', enabled('3.0.0', 2)],
  ['back to what is still there', enabled('2.0.0', 4)],
  ['downgrade', enabled('1.0.0', 5)],
  ['disable that fails', { version: '1.0.0', state: 'disabled', sequence: 5, settings }],
  ['delete that is refused', { version: '1.0.0', state: 'uninstall', sequence: 5, settings }],
]

let folder: string
let real: Machine
let other: Machine
let fabric: RunningFabric
let agent: StrictAgent

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lab-parity-'))
  real = await Machine.up({ systemd: true })
  other = await Machine.up({ fabric: 'none' })
  const prefix = ['nsenter', `--net=/proc/${real.fabric!.pid}/ns/net`, '--']
  fabric = await startFabric({ control: join(folder, 'control') }, prefix)
  agent = await StrictAgent.create({ machine: guestMachine(other), handler, generation: '2.7.3.0' })
  for (const [version, sample] of Object.entries(versions)) {
    const zipPath = await zipHandler(folder, version, sample)
    agent.publish(version, zipPath)
    await fabric.control.publish({ handler, version, zipPath })
  }
  await real.startAgent()
  await fabric.control.nextUpload({ after: 0 })
})

afterAll(async () => {
  await fabric.stop()
  await real.down()
  await other.down()
  rmSync(folder, { recursive: true })
})

describe('the strict agent reports what the real one reports', () => {
  it.each(steps)('%s', async (_, { version, state, sequence = 0 }) => {
    const goal = await fabric.control.setGoal([{ handler, version, state, seqNo: sequence, ...settings }])

    const expected = await waitForStep(fabric.control, goal, handler)
    const outcome = await agent.apply({ version, state, sequence, settings })

    expect(expected.end).toBe('terminal')
    expect(outcome.handler).toEqual(expected.handler)
    expect(outcome.extension).toEqual(expected.extension)
  })

  it('and ran the same commands with the same environment', async () => {
    const [one, two] = await Promise.all([real.read(seen), other.read(seen)])

    // Their values differ from start to start.
    const lines = (text: string) =>
      text.replace(/^(INVOCATION_ID|JOURNAL_STREAM|SYSTEMD_EXEC_PID)=.*/gm, '$1').split('\n')
    expect(lines(two)).toEqual(lines(one))
    expect(one.match(/^== /gm)!.length).toBeGreaterThan(15)
  })
})
