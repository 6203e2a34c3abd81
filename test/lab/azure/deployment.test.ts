import { writeFile } from 'node:fs/promises'
import { describe, expect, it } from 'vitest'
import { agentCalls, aggregate, ready } from './agent-calls.ts'
import { blobRoot } from './addresses.ts'
import { sampleFabric } from './sample-fabric.ts'
import { waitForStep } from './steps.ts'

const handler = 'Contoso.Test.Handler'
const { addresses, control, inFolder } = sampleFabric()
const { hostPlugin, get, configuration, putStatus } = agentCalls(addresses)

describe('a deployment', () => {
  it('offers manifest and package at both places, directly and through the host plugin', async () => {
    const zipPath = inFolder('package.zip')
    await writeFile(zipPath, 'PK bytes')
    await control().publish({ handler, version: '1.0.0.0', zipPath })
    await control().setGoal([{ handler, version: '1.0.0.0', state: 'enabled', seqNo: 0, publicSettings: { a: '<' } }])

    const extensions = await configuration('ExtensionsConfig')

    expect(extensions).toContain('&quot;a&quot;:&quot;&lt;&quot;')
    for (const [, link = ''] of extensions.matchAll(/(?:failover)?location="([^"]+)"/g)) {
      const manifest = await get(link)
      const uris = [...manifest.body.matchAll(/<Uri>([^<]+)</g)].map(([, uri = '']) => uri)
      expect(uris).toHaveLength(2)
      for (const uri of uris) {
        expect((await get(uri)).body).toBe('PK bytes')
        expect((await get(`${hostPlugin}/extensionArtifact`, { 'x-ms-artifact-location': uri })).body).toBe('PK bytes')
      }
    }
  })

  it('ends its step with the status about it, not with an older one', async () => {
    const goal = await control().setGoal([
      { handler, version: '1.0.0.0', state: 'enabled', seqNo: 4, publicSettings: {} },
    ])
    const step = waitForStep(control(), goal, handler)

    await putStatus(aggregate(goal.incarnation - 1, [ready(handler, 4, 'success')]))
    await putStatus(aggregate(goal.incarnation, [ready(handler, 3, 'success')]))
    await putStatus(aggregate(goal.incarnation, [ready(handler, 4, 'transitioning')]))
    expect(await putStatus(aggregate(goal.incarnation, [ready(handler, 4, 'success')]))).toBe(200)

    expect(await step).toMatchObject({
      end: 'terminal',
      handler: { status: 'Ready', code: 0 },
      extension: { sequence: 4, status: 'success' },
      states: ['Ready/0 success/0', 'Ready/0 transitioning/0', 'Ready/0 success/0'],
    })
  })

  it('ends the step of a delete when the entry is gone, and times out without a word', async () => {
    const goal = await control().setGoal([{ handler, version: '1.0.0.0', state: 'uninstall' }])
    const silent = await waitForStep(control(), goal, handler, { seconds: 0.2 })
    await putStatus(aggregate(goal.incarnation, []))

    expect(silent).toMatchObject({ end: 'timeout', agentHeard: false })
    expect(await waitForStep(control(), goal, handler)).toMatchObject({ end: 'absent' })
  })

  it('takes a direct status with 201 below $system alone', async () => {
    const body = JSON.stringify(aggregate(1, []))
    const direct = (path: string) => fetch(blobRoot(addresses) + path, { method: 'PUT', body })

    expect((await direct('/$system/labvm.status?sig=bGFi')).status).toBe(201)
    expect((await direct('/other/labvm.status')).status).toBe(403)
  })

  it('repeats a goal under a new incarnation with the same settings text', async () => {
    const secret = { handler, version: '1.0.0.0', state: 'enabled', protectedSettings: { a: 1 } } as const
    const first = await control().setGoal([secret])
    const text = () =>
      configuration('ExtensionsConfig').then((all) => /<RuntimeSettings.*<\/RuntimeSettings>/.exec(all)![0])
    const before = await text()

    const second = await control().repeatGoal()

    expect(second.incarnation).toBe(first.incarnation + 1)
    expect(await text()).toBe(before)
    expect(before).toContain((await control().info()).thumbprint)
    expect(await control().rotateCertificate()).not.toBe('')
    expect(before).not.toContain((await control().info()).thumbprint)
  })
})
