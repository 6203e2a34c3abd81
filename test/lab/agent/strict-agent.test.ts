import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { makeTenantCertificate, type TenantCertificate } from '../azure/certificates.ts'
import { instanceView } from '../azure/instance-view.ts'
import type { AgentGeneration, Operation } from './contract.ts'
import { processMachine } from './process-machine.ts'
import { statusText, zipHandler, type SampleHandler } from './sample-handler.ts'
import { StrictAgent } from './strict-agent.ts'

const handler = 'Contoso.Test.Handler'
const goal = { version: '1.0.0', state: 'enabled', sequence: 0, settings: { publicSettings: {} } } as const
const gone = { version: '1.0.0', state: 'uninstall', settings: {} } as const
let folder: string
let calls: string
let tenant: TenantCertificate

beforeAll(async () => {
  tenant = await makeTenantCertificate()
})

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-agent-'))
  calls = join(folder, 'calls')
  writeFileSync(calls, '')
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

interface Wish {
  readonly generation?: AgentGeneration
  readonly limits?: Partial<Record<Operation, number>>
  readonly onStart?: (operation: Operation, group: number) => void
}

async function agentWith(first: SampleHandler = {}, second: SampleHandler = {}, wish: Wish = {}): Promise<StrictAgent> {
  const folders = { lib: join(folder, 'waagent'), log: join(folder, 'log') }
  const agent = await StrictAgent.create({
    ...{ machine: processMachine(), handler, folders, tenant, environment: { CALLS: calls } },
    ...wish,
  })
  agent.publish('1.0.0', await zipHandler(folder, 'one', first))
  agent.publish('2.0.0', await zipHandler(folder, 'two', second))
  return agent
}

/** Returns the calls since the last time, as `install 1.0.0`. */
function newCalls(): string[] {
  const lines = readFileSync(calls, 'utf8').split('\n').filter(Boolean)
  writeFileSync(calls, '')
  return lines
}

function base(version: string, path = ''): string {
  return join(folder, 'waagent', `${handler}-${version}`, path)
}

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
    const seen = readFileSync(`${calls}.env`, 'utf8').trim().split('\n')
    expect(seen.filter((line) => !shell.test(line))).toEqual([
      'AZURE_GUEST_AGENT_EXTENSION_PATH=' + base('1.0.0'),
      'AZURE_GUEST_AGENT_EXTENSION_SUPPORTED_FEATURES=[{"Key": "ExtensionTelemetryPipeline", "Value": "1.0"}]',
      'AZURE_GUEST_AGENT_EXTENSION_VERSION=1.0.0',
      'AZURE_GUEST_AGENT_UNINSTALL_CMD_EXIT_CODE=NOT_RUN',
      'AZURE_GUEST_AGENT_WIRE_PROTOCOL_ADDRESS=168.63.129.16',
      `CALLS=${calls}`,
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
    expect(existsSync(join(folder, 'waagent', `${String(protectedSettingsCertThumbprint)}.prv`))).toBe(true)
  })

  it('gets a settings file of zero bytes when there are no settings', async () => {
    const agent = await agentWith()

    const { handler: reported, extension } = await agent.apply({ version: '1.0.0', state: 'enabled', sequence: 5 })

    expect(statSync(base('1.0.0', 'config/0.settings')).size).toBe(0)
    expect(reported?.status).toBe('Ready')
    expect(extension).toBeUndefined()
  })
})

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
    writeFileSync(`${calls}.ok`, '')
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
      'cp /bin/sleep tool; test -e "$CALLS.again" || (exec setsid ./tool 30 >/dev/null 2>&1 & echo $! > pid); exit 1'
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
    writeFileSync(join(folder, 'bad.zip'), 'no zip')
    agent.publish('4.0.0', join(folder, 'bad.zip'))
    agent.publish('5.0.0', await zipHandler(folder, 'five', { files: { 'HandlerManifest.json': { content: '[{' } } }))

    expect((await agent.apply({ ...goal, version })).handler).toMatchObject({ status: 'NotReady', code })
  })
})

const update = { ...goal, version: '2.0.0' } as const

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
    writeFileSync(`${calls}.ok`, '')
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
    writeFileSync(`${calls}.ok`, '')
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

describe('broken rules', () => {
  const cases: [string, SampleHandler, string][] = [
    ['exit code 255', { commands: { install: 'exit 255' } }, 'install 1.0.0: ended with 255'],
    ['exit code 127', { commands: { install: 'no-such-command' } }, 'install 1.0.0: ended with 127'],
    ['long output', { commands: { install: 'seq 2000' } }, 'bytes on stdout: the agent reads the first 3200'],
    [
      'a process left in the group',
      { commands: { install: 'sleep 2 >/dev/null 2>&1 & :' } },
      'left in its process group',
    ],
    ['output held open', { commands: { install: 'setsid sleep 2 & :' } }, 'holding its output open'],
    [
      'a worker in the folder',
      { commands: { install: 'setsid sleep 2 >/dev/null 2>&1 & :' } },
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
    const folders = { lib: join(folder, 'waagent'), log: join(folder, 'log') }
    const agent = await StrictAgent.create({ machine: processMachine(), handler: 'Contoso-Test', folders, tenant })

    expect(agent.violations).toEqual(['package: the handler name has a dash in it'])
  })
})

function goodStatusFile(status: string, message = 'text'): string {
  return `echo '${statusText(status, 0, message)}' > status/$ConfigSequenceNumber.status`
}
