import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { instanceView } from '../azure/instance-view.ts'
import type { Operation } from './contract.ts'
import { gone, goal, sampleBench } from './sample-bench.ts'
import { statusText, zipHandler } from './sample-handler.ts'

const { agentWith, base, callsFile, inFolder, newCalls } = sampleBench()

describe('failures', () => {
  it('repeats a failed install over the old tree, and deletes it without a command', async () => {
    const agent = await agentWith({ commands: { install: 'echo left > left; echo "22: no identity" >&2; exit 22' } })

    const first = await agent.apply(goal)
    await agent.apply(goal)
    const deleted = await agent.apply(gone)

    const message = `[ExtensionOperationError] Non-zero exit code: 22, ${base('1.0.0', 'bin/handler.sh')} install\n[stdout]\n\n\n[stderr]\n22: no identity\n`
    expect(first.handler).toMatchObject({ status: 'NotReady', code: 1007, message })
    expect(first.extension).toBeUndefined()
    expect(instanceView(first).error?.code).toBe('VMExtensionHandlerNonTransientError')
    expect(newCalls()).toEqual(['install 1.0.0', 'install 1.0.0'])
    expect(deleted.handler).toBeUndefined()
    expect(agent.violations).toEqual([])
  })

  it('reports 1009 and enables again, without install', async () => {
    const failing = `test -e ok || { echo '${statusText('error', 53, 'bad')}' > status/$ConfigSequenceNumber.status; exit 53; }\n`
    const agent = await agentWith({
      commands: { enable: `${failing} echo '${statusText('success', 0, 'ok')}' > status/$ConfigSequenceNumber.status` },
    })

    const failed = await agent.apply(goal)
    writeFileSync(base('1.0.0', 'ok'), '')
    const healed = await agent.apply(goal)

    expect(failed).toMatchObject({
      handler: { status: 'NotReady', code: 1009 },
      extension: { status: 'error', code: 53 },
    })
    expect(healed).toMatchObject({ handler: { status: 'Ready' }, extension: { status: 'success' } })
    expect(newCalls()).toEqual(['install 1.0.0', 'enable 1.0.0', 'enable 1.0.0'])
  })

  it('a disable that fails keeps the delete from ending; an uninstall that fails does not', async () => {
    const agent = await agentWith({ commands: { disable: 'test -e "$CALLS.ok" || exit 3', uninstall: 'exit 4' } })
    await agent.apply(goal)

    const refused = await agent.apply(gone)
    writeFileSync(`${callsFile()}.ok`, '')
    const deleted = await agent.apply(gone)

    expect(refused).toMatchObject({ end: 'terminal', handler: { status: 'NotReady', code: 1010 } })
    expect(deleted).toMatchObject({ end: 'absent' })
    expect(deleted.runs.map(({ operation, exitCode }) => [operation, exitCode])).toEqual([
      ['disable', 0],
      ['uninstall', 4],
    ])
    expect(existsSync(base('1.0.0'))).toBe(false)
  })

  it('kills the whole group at the limit and reports 1011', async () => {
    const agent = await agentWith({ commands: { install: 'sleep 30 & sleep 30' } }, {}, { limits: { install: 300 } })

    const { handler: reported, runs } = await agent.apply(goal)

    expect(reported?.code).toBe(1011)
    expect(reported?.message).toContain('Timeout(0.3)')
    expect(runs[0]).toMatchObject({ timedOut: true })
    expect(agent.violations).toHaveLength(1)
    expect(agent.violations[0]).toContain('install 1.0.0: killed at its limit')
  })

  it('reports a command that somebody killed', async () => {
    const kill = (operation: Operation, group: number) => {
      if (operation === 'enable') process.kill(-group, 'SIGKILL')
    }
    const agent = await agentWith({ commands: { enable: 'sleep 30' } }, {}, { onStart: kill })

    const { handler: reported } = await agent.apply(goal)

    expect(reported).toMatchObject({ status: 'NotReady', code: 1009 })
    expect(reported?.message).toContain('Non-zero exit code: -9')
  })

  it('wipes the folder when a program runs from it while it is unpacked again', async () => {
    const install =
      'cp /bin/sleep tool; test -e "$CALLS.again" || (exec setsid ./tool 900 >/dev/null 2>&1 & echo $! > pid); exit 1'
    const agent = await agentWith({ commands: { install }, files: { tool: { content: 'x' } } })
    await agent.apply(goal)
    const pid = Number(readFileSync(base('1.0.0', 'pid'), 'utf8'))

    const { handler: reported } = await agent.apply(goal)
    process.kill(pid)

    expect(reported?.code).toBe(1001)
    expect(reported?.message).toContain('ETXTBSY')
    expect(existsSync(base('1.0.0', 'bin'))).toBe(false)
    expect(agent.violations.join('\n')).toContain('running in the folder of the handler')
  })

  it.each([
    ['no package', '3.0.0', 1001],
    ['a package that is no zip', '4.0.0', 1001],
    ['a malformed manifest', '5.0.0', 1003],
  ])('reports %s', async (_, version, code) => {
    const agent = await agentWith()
    writeFileSync(inFolder('bad.zip'), 'no zip')
    agent.publish('4.0.0', inFolder('bad.zip'))
    agent.publish(
      '5.0.0',
      await zipHandler(inFolder(), 'five', { files: { 'HandlerManifest.json': { content: '[{' } } }),
    )

    expect((await agent.apply({ ...goal, version })).handler).toMatchObject({ status: 'NotReady', code })
  })
})
