import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { instanceView } from '../azure/instance-view.ts'
import { goal, gone, handler, sampleBench } from './sample-bench.ts'

const { agentWith, base, callsFile, inFolder, newCalls } = sampleBench()

describe('a good handler', () => {
  it('lives its whole life without breaking a rule', async () => {
    const agent = await agentWith()

    const added = await agent.apply(goal)
    expect(added).toMatchObject({
      handler: { status: 'Ready', code: 0, message: 'Plugin enabled' },
      extension: { status: 'success', sequence: 0 },
    })
    expect(newCalls()).toEqual(['install 1.0.0', 'enable 1.0.0'])
    await agent.apply({ ...goal, sequence: 1 })
    await agent.restart()
    expect(newCalls()).toEqual(['enable 1.0.0', 'enable 1.0.0'])
    await agent.apply({ ...goal, version: '2.0.0', sequence: 1 })
    expect(newCalls()).toEqual(['disable 1.0.0', 'update 2.0.0', 'uninstall 1.0.0', 'install 2.0.0', 'enable 2.0.0'])
    expect(existsSync(base('1.0.0'))).toBe(false)
    const deleted = await agent.apply({ ...gone, version: '2.0.0' })
    expect(newCalls()).toEqual(['disable 2.0.0', 'uninstall 2.0.0'])
    expect(deleted).toMatchObject({ end: 'absent', handler: undefined })
    expect(agent.violations).toEqual([])
    expect(instanceView(added).statuses[0]?.code).toBe('ProvisioningState/succeeded/0')
  })

  it('gets exactly the environment of the agent', async () => {
    const agent = await agentWith({ commands: { install: 'env | sort > "$CALLS.env"' } })

    await agent.apply({ ...goal, sequence: 7 })

    const shell = /^(PWD|OLDPWD|SHLVL|_)=/
    const seen = readFileSync(`${callsFile()}.env`, 'utf8').trim().split('\n')
    expect(seen.filter((line) => !shell.test(line))).toEqual([
      'AZURE_GUEST_AGENT_EXTENSION_PATH=' + base('1.0.0'),
      'AZURE_GUEST_AGENT_EXTENSION_SUPPORTED_FEATURES=[{"Key": "ExtensionTelemetryPipeline", "Value": "1.0"}]',
      'AZURE_GUEST_AGENT_EXTENSION_VERSION=1.0.0',
      'AZURE_GUEST_AGENT_UNINSTALL_CMD_EXIT_CODE=NOT_RUN',
      'AZURE_GUEST_AGENT_WIRE_PROTOCOL_ADDRESS=168.63.129.16',
      `CALLS=${callsFile()}`,
      'ConfigSequenceNumber=7',
      'INVOCATION_ID=304bba70915c43ac9782c64166583a87',
      'JOURNAL_STREAM=9:104073',
      'LANG=C.UTF-8',
      'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
      'PYTHONDONTWRITEBYTECODE=1',
      'SYSTEMD_EXEC_PID=70',
      '_AZURE_GUEST_AGENT_DAEMON_VERSION_=2.15.0.1',
    ])
  })

  it('finds its folders, settings and files as the agent leaves them', async () => {
    const files = { 'data/tool': { content: 'x', mode: 0o100600 } }
    const agent = await agentWith({ files })

    await agent.apply({ ...goal, settings: { publicSettings: { a: 1 }, protectedSettings: { b: 2 } } })

    const modes = ['', 'config', 'status', 'data/tool'].map((path) =>
      (statSync(base('1.0.0', path)).mode & 0o777).toString(8),
    )
    expect(modes).toEqual(['755', '700', '700', '744'])
    const environment = JSON.parse(readFileSync(base('1.0.0', 'HandlerEnvironment.json'), 'utf8')) as unknown
    expect(environment).toMatchObject([
      { name: handler, handlerEnvironment: { statusFolder: base('1.0.0', 'status') } },
    ])
    const settings = JSON.parse(readFileSync(base('1.0.0', 'config/0.settings'), 'utf8')) as {
      runtimeSettings: { handlerSettings: Record<string, unknown> }[]
    }
    const { publicSettings, protectedSettingsCertThumbprint } = settings.runtimeSettings[0]!.handlerSettings
    expect(publicSettings).toEqual({ a: 1 })
    expect(existsSync(inFolder('waagent', `${String(protectedSettingsCertThumbprint)}.prv`))).toBe(true)
  })

  it('gets a settings file of zero bytes when there are no settings', async () => {
    const agent = await agentWith()

    const { handler: reported, extension } = await agent.apply({ version: '1.0.0', state: 'enabled', sequence: 5 })

    expect(statSync(base('1.0.0', 'config/0.settings')).size).toBe(0)
    expect(reported?.status).toBe('Ready')
    expect(extension).toBeUndefined()
  })

  it('vanishes without a command when it is dropped', async () => {
    const agent = await agentWith()
    await agent.apply(goal)
    newCalls()

    agent.drop()

    expect(newCalls()).toEqual([])
    expect(existsSync(base('1.0.0'))).toBe(false)
    expect(existsSync(inFolder('log', handler))).toBe(true)
  })

  it('gets settings for the new certificate after a rotation, the old key staying', async () => {
    const agent = await agentWith()
    const settings = { protectedSettings: { a: 1 } }
    await agent.apply({ ...goal, settings })

    const thumbprint = await agent.rotateCertificate()
    await agent.apply({ ...goal, settings })

    expect(readFileSync(base('1.0.0', 'config/0.settings'), 'utf8')).toContain(thumbprint)
    expect(readdirSync(inFolder('waagent')).filter((name) => name.endsWith('.prv'))).toHaveLength(2)
  })

  it.each([
    ['2.7.3.0', true],
    ['2.15.0.1', false],
  ] as const)('agent %s keeps the zip: %s', async (generation, kept) => {
    const agent = await agentWith({}, {}, { generation })
    await agent.apply(goal)

    expect(existsSync(inFolder('waagent', `${handler}__1.0.0.zip`))).toBe(kept)
    await agent.apply(gone)
    expect(existsSync(inFolder('waagent', `${handler}__1.0.0.zip`))).toBe(false)
  })
})
