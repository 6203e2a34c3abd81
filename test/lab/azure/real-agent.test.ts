import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { statusText, zipHandler } from '../agent/sample-handler.ts'
import { Machine } from '../machine/machine.ts'
import { startFabric, type RunningFabric } from './client.ts'
import { instanceView } from './instance-view.ts'
import { waitForStep } from './steps.ts'

const handler = 'Contoso.Test.Handler'
let folder: string
let guest: Machine
let fabric: RunningFabric

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lab-real-'))
  guest = await Machine.up({ systemd: true })
  fabric = await startFabric({ control: join(folder, 'control') }, [
    ...['nsenter', `--net=/proc/${guest.fabric!.pid}/ns/net`, '--'],
  ])
  await guest.startAgent()
})

afterAll(async () => {
  await fabric.stop()
  await guest.down()
  rmSync(folder, { recursive: true })
})

/** The commands that the agent ran since the last time, by its own log. */
async function commands(): Promise<string[]> {
  const log = `/var/log/azure/${handler}/CommandExecution.log`
  const text = await guest.read(log)
  await guest.write(log, '')
  return [...text.matchAll(/Executing command: \S+-(\S+?)\/bin\/handler\.sh (\w+)/g)].map(
    ([, version, name]) => `${name!} ${version!}`,
  )
}

describe('the real guest agent', () => {
  it('reports itself ready for the first goal state, which wants nothing', async () => {
    const first = await fabric.control.nextUpload({ after: 0 })

    expect(first?.document).toMatchObject({ agent: { status: 'Ready' }, handlers: [] })
  })

  it('installs and enables, with settings that only the machine can open', async () => {
    const keys = '-recip ../$thumb.crt -inkey ../$thumb.prv'
    const enable = `
thumb=$(sed -n 's/.*CertThumbprint": *"\\([0-9A-F]*\\)".*/\\1/p' config/$ConfigSequenceNumber.settings)
sed -n 's/.*"protectedSettings": *"\\([^"]*\\)".*/\\1/p' config/$ConfigSequenceNumber.settings | base64 -d |
  openssl cms -decrypt -inform DER ${keys} > opened
cat > status/$ConfigSequenceNumber.status <<END
${statusText('success', 0, 'all is well')}
END`
    const zipPath = await zipHandler(folder, 'one', { commands: { enable } })
    await fabric.control.publish({ handler, version: '1.0.0', zipPath })
    const goal = await fabric.control.setGoal([
      { handler, version: '1.0.0', state: 'enabled', publicSettings: { a: '<&>' }, protectedSettings: { secret: 'ä' } },
    ])

    const outcome = await waitForStep(fabric.control, goal, handler)

    expect(outcome).toMatchObject({
      end: 'terminal',
      handler: { status: 'Ready' },
      extension: { message: 'all is well' },
    })
    expect(instanceView(outcome).statuses[0]?.code).toBe('ProvisioningState/succeeded/0')
    expect(await guest.read(`/var/lib/waagent/${handler}-1.0.0/opened`)).toBe('{"secret":"ä"}')
    expect(await commands()).toEqual(['install 1.0.0', 'enable 1.0.0'])
  })

  it('updates, through the host plugin where the blob is missing, and says that the install fails', async () => {
    const install = 'echo "22: no identity" >&2; exit 22'
    const zipPath = await zipHandler(folder, 'two', { commands: { install } })
    await fabric.control.publish({ handler, version: '2.0.0', zipPath })
    await fabric.control.setFaults([{ server: 'blob', pathIncludes: '2.0.0.zip', answer: 404 }])
    const goal = await fabric.control.setGoal([
      { handler, version: '2.0.0', state: 'enabled', seqNo: 1, publicSettings: {} },
    ])

    const outcome = await waitForStep(fabric.control, goal, handler)

    expect(outcome).toMatchObject({
      end: 'terminal',
      handler: { status: 'NotReady', code: 1007 },
      extension: undefined,
    })
    expect(outcome.handler?.message).toContain('Non-zero exit code: 22')
    expect(outcome.handler?.message).toContain('22: no identity')
    expect(await commands()).toEqual(['disable 1.0.0', 'update 2.0.0', 'uninstall 1.0.0', 'install 2.0.0'])
    const detour = await fabric.control.requests({ server: 'hostPlugin', pathIncludes: '/extensionArtifact' })
    expect(detour.map(({ answer }) => answer)).toEqual([200])
  })

  it('deletes what never got installed without a command', async () => {
    const goal = await fabric.control.setGoal([{ handler, version: '2.0.0', state: 'uninstall' }])

    expect(await waitForStep(fabric.control, goal, handler)).toMatchObject({ end: 'absent' })
    expect((await guest.run(['ls', '/var/lib/waagent'])).stdout).not.toContain(`${handler}-`)
  })

  it('meets no answer that it does not expect', async () => {
    const requests = await fabric.control.requests({ fromAgent: true })

    const refused = requests.filter(
      ({ answer, path }) => (typeof answer !== 'number' || answer >= 400) && !path.endsWith('2.0.0.zip'),
    )
    expect([...new Set(refused.map(({ method, path }) => `${method} ${path}`))]).toEqual(['GET /vmSettings'])
  })
})
