import { describe, expect, it } from 'vitest'
import { processMachine } from './process-machine.ts'
import { goal, handler, sampleBench, update } from './sample-bench.ts'
import { statusText, type SampleHandler } from './sample-handler.ts'
import { StrictAgent } from './strict-agent.ts'

const { agentWith, inFolder } = sampleBench()

describe('broken rules', () => {
  const cases: [string, SampleHandler, string][] = [
    ['exit code 255', { commands: { install: 'exit 255' } }, 'install 1.0.0: ended with 255'],
    ['exit code 127', { commands: { install: 'no-such-command' } }, 'install 1.0.0: ended with 127'],
    ['long output', { commands: { install: 'seq 2000' } }, 'bytes on stdout: the agent reads the first 3200'],
    [
      'a process left in the group',
      { commands: { install: 'sleep 60 >/dev/null 2>&1 & :' } },
      'left in its process group',
    ],
    ['output held open', { commands: { install: 'setsid sleep 60 & :' } }, 'holding its output open'],
    [
      'a worker in the folder',
      { commands: { install: 'setsid sleep 60 >/dev/null 2>&1 & :' } },
      'running in the folder',
    ],
    ['the state of the agent', { commands: { install: 'echo x > config/HandlerState' } }, 'changed HandlerState'],
    ['settings', { commands: { install: ': > config/0.settings' } }, 'changed 0.settings'],
    ['a heartbeat', { commands: { install: 'echo x > heartbeat.log' } }, 'changed heartbeat.log'],
    [
      'the log of the agent',
      { commands: { install: `echo x >> ../../log/${handler}/CommandExecution.log` } },
      'changed CommandExecution.log',
    ],
    [
      'a public log',
      { commands: { install: `echo x > ../../log/${handler}/own.log` } },
      'own.log is readable by every user',
    ],
    ['a temp file in status', { commands: { install: 'echo x > status/x.tmp' } }, 'left x.tmp in the status folder'],
    [
      'a temp file in events',
      { commands: { install: `echo x > ../../log/${handler}/events/x.tmp` } },
      'left x.tmp in the events folder',
    ],
    [
      'a status from install',
      { commands: { install: goodStatusFile('success') } },
      'wrote 0.status with something else',
    ],
    ['no status', { commands: { enable: ':' } }, 'enable: no 0.status'],
    ['a status that never ends', { commands: { enable: goodStatusFile('transitioning') } }, 'still transitioning'],
    ['an invalid status', { commands: { enable: 'echo "{}" > status/0.status' } }, '0.status: : Invalid input'],
    [
      'success beside a failure',
      { commands: { enable: `${goodStatusFile('success')}; exit 1` } },
      'success beside exit code 1',
    ],
    ['error beside exit 0', { commands: { enable: goodStatusFile('error') } }, 'error beside exit code 0'],
    ['a symlink', { files: { link: { content: 'bin/handler.sh', mode: 0o120777 } } }, 'link is a symlink'],
    [
      'text booleans',
      { manifest: { continueOnUpdateFailure: 'false' } },
      'continueOnUpdateFailure is not a JSON boolean',
    ],
    ['a heartbeat promise', { manifest: { reportHeartbeat: true } }, 'reportHeartbeat is on'],
    ['an unknown updateMode', { manifest: { updateMode: 'Update' } }, 'unknown updateMode "Update"'],
    [
      'CRLF',
      { files: { 'bin/crlf.sh': { content: '#!/bin/sh\r\n' } }, manifest: { installCommand: 'bin/crlf.sh' } },
      'bin/crlf.sh has CRLF',
    ],
    ['a missing command', { manifest: { installCommand: 'bin/none.sh' } }, 'the command bin/none.sh does not exist'],
  ]

  it.each(cases)('%s', async (_, sample, words) => {
    const agent = await agentWith(sample)

    const { violations } = await agent.apply(goal)

    expect(violations.join('\n')).toContain(words)
  })

  it('a status other than an error from the old disable', async () => {
    const agent = await agentWith({ commands: { disable: goodStatusFile('success', 'disabled') } })
    await agent.apply(goal)

    await agent.apply({ ...update, sequence: 1 })

    expect(agent.violations).toEqual(['disable 1.0.0: wrote 1.status with something else than an error'])
  })

  it('a name with a dash', async () => {
    const folders = { lib: inFolder('waagent'), log: inFolder('log') }
    const agent = await StrictAgent.create({ machine: processMachine(), handler: 'Contoso-Test', folders })

    expect(agent.violations).toEqual(['package: the handler name has a dash in it'])
  })
})

function goodStatusFile(status: string, message = 'text'): string {
  return `echo '${statusText(status, 0, message)}' > status/$ConfigSequenceNumber.status`
}
