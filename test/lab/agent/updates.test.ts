import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { goal, sampleBench, update } from './sample-bench.ts'

const { agentWith, base, callsFile, newCalls } = sampleBench()

describe('updates', () => {
  it('hands the exit codes of the old commands on when told to continue', async () => {
    const seen =
      '"$1 d=$AZURE_GUEST_AGENT_DISABLE_CMD_EXIT_CODE u=$AZURE_GUEST_AGENT_UNINSTALL_CMD_EXIT_CODE from=$AZURE_GUEST_AGENT_UPDATING_FROM_VERSION to=$VERSION"'
    const tell = `echo ${seen} >> "$CALLS"`
    const agent = await agentWith(
      { commands: { disable: 'exit 5', uninstall: 'exit 6' } },
      { manifest: { continueOnUpdateFailure: true }, commands: { update: tell, install: tell } },
    )
    await agent.apply(goal)
    newCalls()

    const { handler: reported } = await agent.apply(update)

    expect(reported).toMatchObject({ status: 'Ready', version: '2.0.0' })
    expect(newCalls().filter((line) => line.includes('='))).toEqual([
      'update d=5 u= from=1.0.0 to=2.0.0',
      'install d= u=6 from= to=',
    ])
  })

  it('stops at a failing old disable, with the old version still enabled', async () => {
    const agent = await agentWith({ commands: { disable: 'exit 5' } })
    await agent.apply(goal)
    newCalls()

    const { handler: reported, extension } = await agent.apply(update)

    expect(reported).toMatchObject({ status: 'NotReady', code: 1008, version: '2.0.0' })
    expect(extension).toBeUndefined()
    expect(newCalls()).toEqual(['disable 1.0.0'])
    expect(readFileSync(base('1.0.0', 'config/HandlerState'), 'utf8')).toBe('Enabled')
  })

  it('gives -1 for that in the old agent', async () => {
    const agent = await agentWith({ commands: { disable: 'exit 5' } }, {}, { generation: '2.7.3.0' })
    await agent.apply(goal)

    expect((await agent.apply(update)).handler?.code).toBe(-1)
  })

  it('repeats a failed update without disable, and shows the copied status', async () => {
    const agent = await agentWith({}, { commands: { update: 'test -e "$CALLS.ok" || exit 7' } })
    await agent.apply(goal)
    newCalls()

    const failed = await agent.apply(update)
    writeFileSync(`${callsFile()}.ok`, '')
    const healed = await agent.apply(update)

    expect(failed).toMatchObject({ handler: { code: 1008 }, extension: { status: 'success' } })
    expect(newCalls()).toEqual([
      ...['disable 1.0.0', 'update 2.0.0'],
      ...['update 2.0.0', 'uninstall 1.0.0', 'install 2.0.0', 'enable 2.0.0'],
    ])
    const again = healed.runs.find(({ operation }) => operation === 'update')
    expect(again?.environment.AZURE_GUEST_AGENT_DISABLE_CMD_EXIT_CODE).toBe('None')
    expect(healed.handler).toMatchObject({ status: 'Ready' })
  })

  it('skips install when the new version says so', async () => {
    const agent = await agentWith({}, { manifest: { updateMode: 'UpdateWithoutInstall' } })
    await agent.apply(goal)
    newCalls()

    await agent.apply(update)

    expect(newCalls()).toEqual(['disable 1.0.0', 'update 2.0.0', 'uninstall 1.0.0', 'enable 2.0.0'])
  })

  it('runs the update of the higher version on a downgrade, both variables naming the lower', async () => {
    const agent = await agentWith()
    await agent.apply(update)
    newCalls()

    const { runs, handler: reported } = await agent.apply(goal)

    expect(newCalls()).toEqual(['disable 2.0.0', 'update 2.0.0', 'uninstall 2.0.0', 'install 1.0.0', 'enable 1.0.0'])
    expect(runs[1]?.environment).toMatchObject({ VERSION: '1.0.0', AZURE_GUEST_AGENT_UPDATING_FROM_VERSION: '1.0.0' })
    expect(reported).toMatchObject({ status: 'Ready', version: '1.0.0' })
  })

  it('installs again after the new install failed, the old version being gone', async () => {
    const agent = await agentWith({}, { commands: { install: 'test -e "$CALLS.ok" || exit 9' } })
    await agent.apply(goal)
    newCalls()

    const failed = await agent.apply(update)
    writeFileSync(`${callsFile()}.ok`, '')
    await agent.apply(update)

    expect(failed.handler).toMatchObject({ code: 1007 })
    expect(newCalls()).toEqual([
      ...['disable 1.0.0', 'update 2.0.0', 'uninstall 1.0.0', 'install 2.0.0'],
      ...['install 2.0.0', 'enable 2.0.0'],
    ])
  })

  it('carries mrseq and status files over', async () => {
    const agent = await agentWith({ commands: { install: 'printf 4 > mrseq' } })
    await agent.apply(goal)

    await agent.apply(update)

    expect(readFileSync(base('2.0.0', 'mrseq'), 'utf8')).toBe('4')
    expect(existsSync(base('2.0.0', 'status/0.status'))).toBe(true)
  })
})
