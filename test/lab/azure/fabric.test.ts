import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { blobRoot } from './addresses.ts'
import { makeTenantCertificate } from './certificates.ts'
import { startFabric, type RunningFabric } from './client.ts'
import { loopbackAddresses } from './loopback.ts'
import { waitForStep } from './steps.ts'

const addresses = loopbackAddresses()
const wire = `http://${addresses.wire.host}:${addresses.wire.port}`
const hostPlugin = `http://${addresses.hostPlugin.host}:${addresses.hostPlugin.port}`
const agentHeaders = { 'User-Agent': 'WALinuxAgent/2.7.3.0', 'x-ms-version': '2012-11-30' }
const handler = 'Contoso.Test.Handler'
let folder: string
let fabric: RunningFabric

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-fabric-'))
  fabric = await startFabric({ control: join(folder, 'control'), addresses })
})

afterAll(async () => {
  await fabric.stop()
  await rm(folder, { recursive: true, force: true })
})

async function get(url: string, headers: Record<string, string> = {}): Promise<{ status: number; body: string }> {
  const response = await fetch(url, { headers: { ...agentHeaders, ...headers } })
  return { status: response.status, body: await response.text() }
}

/** Returns the text of a document that the goal state in force points to. */
async function configuration(type: string, headers: Record<string, string> = {}): Promise<string> {
  const goal = await get(`${wire}/machine/?comp=goalstate`)
  const link = new RegExp(`<${type}>([^<]+)<`).exec(goal.body)![1]!
  return (await get(link.replaceAll('&amp;', '&'), headers)).body
}

function post(path: string, body = ''): Promise<number> {
  return fetch(wire + path, { method: 'POST', body, headers: agentHeaders }).then(({ status }) => status)
}

function putStatus(status: object): Promise<number> {
  const body = JSON.stringify({
    requestUri: `${blobRoot(addresses)}/$system/labvm.status?sv=2018-03-28&sr=b&sig=bGFi`,
    headers: [{ headerName: 'x-ms-blob-type', headerValue: 'BlockBlob' }],
    content: Buffer.from(JSON.stringify(status)).toString('base64'),
  })
  const request = fetch(`${hostPlugin}/status`, { method: 'PUT', body, headers: agentHeaders })
  return request.then(({ status: code }) => code)
}

function aggregate(incarnation: number, handlers: object[]): object {
  return {
    aggregateStatus: {
      guestAgentStatus: { version: '2.7.3.0', status: 'Ready' },
      handlerAggregateStatus: handlers,
      vmArtifactsAggregateStatus: {
        goalStateAggregateStatus: { inSvdSeqNo: String(incarnation), status: 'Success', code: 0 },
      },
    },
  }
}

function ready(sequenceNumber: number, status: string): object {
  const formattedMessage = { lang: 'en-US', message: 'text' }
  const own = { operation: 'Enable', status, code: 0, formattedMessage, substatus: [] }
  return {
    handlerName: handler,
    handlerVersion: '1.0.0.0',
    status: 'Ready',
    code: 0,
    formattedMessage,
    runtimeSettingsStatus: { sequenceNumber, settingsStatus: { status: own } },
  }
}

describe('the start of an agent', () => {
  it('gets versions without headers and the goal state only with the protocol version', async () => {
    expect((await fetch(`${wire}/?comp=versions`)).status).toBe(200)
    expect((await fetch(`${wire}/machine/?comp=goalstate`)).status).toBe(400)
    expect((await get(`${wire}/machine/?comp=goalstate`)).body).toContain('<Incarnation>1</Incarnation>')
  })

  it('finds no Fast Track and a usable host plugin', async () => {
    expect((await get(`${hostPlugin}/vmSettings`)).status).toBe(404)
    expect((await get(`${hostPlugin}/versions`)).body).toBe('["2015-09-01"]')
    expect((await get(`${hostPlugin}/health`, { 'x-ms-containerid': 'foreign' })).status).toBe(400)
  })

  it('gets exactly the answers it takes for success', async () => {
    expect(await post('/machine?comp=health', '<Health/>')).toBe(200)
    expect(await post('/machine?comp=telemetrydata', '<Telemetry/>')).toBe(200)
    expect(await post('/machine?comp=roleProperties', '<RoleProperties/>')).toBe(202)
    expect(await post('/HealthService', '{}')).toBe(200)
    expect(await post('/other')).toBe(404)
  })

  it('gets certificates for its transport certificate', async () => {
    const transport = await makeTenantCertificate()
    const oneLine = transport.certificate.replace(/-----[^-]+-----|\s/g, '')

    const document = await configuration('Certificates', { 'x-ms-guest-agent-public-x509-cert': oneLine })

    expect(document).toMatch(/<Data>MII[\w+/]{73}\n/)
    expect(await configuration('Certificates')).toBe('no transport certificate')
  })

  it('gets good metadata through the wire server while its own address refuses', async () => {
    const { control } = fabric
    const imds = `http://${addresses.imds.host}:${addresses.imds.port}/metadata/instance/compute?api-version=2018-02-01`
    await control.setImds({ mode: { mode: 'refused' } })

    await expect(fetch(imds)).rejects.toThrow('fetch failed')
    expect((await get(`${wire}/metadata/instance/compute?api-version=2018-02-01`)).body).toContain('"osType":"Linux"')
    expect((await fetch(`${wire}/metadata/instance/compute?api-version=2018-02-01`)).status).toBe(404)

    await control.setImds({ mode: { mode: 'systemAssigned' } })
    expect((await fetch(imds, { headers: { Metadata: 'true' } })).status).toBe(200)
  })
})

describe('a deployment', () => {
  it('offers manifest and package at both places, directly and through the host plugin', async () => {
    const zipPath = join(folder, 'package.zip')
    await writeFile(zipPath, 'PK bytes')
    await fabric.control.publish({ handler, version: '1.0.0.0', zipPath })
    await fabric.control.setGoal([
      { handler, version: '1.0.0.0', state: 'enabled', seqNo: 0, publicSettings: { a: '<' } },
    ])

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
    const goal = await fabric.control.setGoal([
      { handler, version: '1.0.0.0', state: 'enabled', seqNo: 4, publicSettings: {} },
    ])
    const step = waitForStep(fabric.control, goal, handler, { seconds: 10 })

    await putStatus(aggregate(goal.incarnation - 1, [ready(4, 'success')]))
    await putStatus(aggregate(goal.incarnation, [ready(3, 'success')]))
    await putStatus(aggregate(goal.incarnation, [ready(4, 'transitioning')]))
    expect(await putStatus(aggregate(goal.incarnation, [ready(4, 'success')]))).toBe(200)

    expect(await step).toMatchObject({
      end: 'terminal',
      handler: { status: 'Ready', code: 0 },
      extension: { sequence: 4, status: 'success' },
      states: ['Ready/0 success/0', 'Ready/0 transitioning/0', 'Ready/0 success/0'],
    })
  })

  it('ends the step of a delete when the entry is gone, and times out without a word', async () => {
    const goal = await fabric.control.setGoal([{ handler, version: '1.0.0.0', state: 'uninstall' }])
    const silent = await waitForStep(fabric.control, goal, handler, { seconds: 0.2 })
    await putStatus(aggregate(goal.incarnation, []))

    expect(silent).toMatchObject({ end: 'timeout', agentHeard: false })
    expect(await waitForStep(fabric.control, goal, handler, { seconds: 5 })).toMatchObject({ end: 'absent' })
  })

  it('takes a direct status with 201 below $system alone', async () => {
    const body = JSON.stringify(aggregate(1, []))
    const direct = (path: string) => fetch(blobRoot(addresses) + path, { method: 'PUT', body })

    expect((await direct('/$system/labvm.status?sig=bGFi')).status).toBe(201)
    expect((await direct('/other/labvm.status')).status).toBe(403)
  })

  it('repeats a goal under a new incarnation with the same settings text', async () => {
    const secret = { handler, version: '1.0.0.0', state: 'enabled', protectedSettings: { a: 1 } } as const
    const first = await fabric.control.setGoal([secret])
    const text = () =>
      configuration('ExtensionsConfig').then((all) => /<RuntimeSettings.*<\/RuntimeSettings>/.exec(all)![0])
    const before = await text()

    const second = await fabric.control.repeatGoal()

    expect(second.incarnation).toBe(first.incarnation + 1)
    expect(await text()).toBe(before)
    expect(before).toContain((await fabric.control.info()).thumbprint)
    expect(await fabric.control.rotateCertificate()).not.toBe('')
    expect(before).not.toContain((await fabric.control.info()).thumbprint)
  })
})

describe('faults and the request log', () => {
  it('strikes as often as asked, then all is well', async () => {
    await fabric.control.setFaults([{ server: 'wire', pathIncludes: 'comp=goalstate', times: 2, answer: 503 }])
    const goalState = () => get(`${wire}/machine/?comp=goalstate`).then(({ status }) => status)

    expect([await goalState(), await goalState(), await goalState()]).toEqual([503, 503, 200])
  })

  it('resets a connection when told so', async () => {
    await fabric.control.setFaults([{ server: 'blob', pathIncludes: '_manifest.xml', times: 1, answer: 'reset' }])

    await expect(fetch(`${blobRoot(addresses)}/c/x_manifest.xml`)).rejects.toThrow('fetch failed')
  })

  it('tells the calls of the agent from those of the handler', async () => {
    const before = (await fabric.control.requests({})).length
    await get(`${hostPlugin}/health`)
    await fetch(`${hostPlugin}/health`, { headers: { 'User-Agent': 'curl' } })

    const filter = { server: 'hostPlugin', pathIncludes: '/health', after: before } as const
    expect((await fabric.control.requests({ ...filter, fromAgent: true })).map(({ answer }) => answer)).toEqual([200])
    expect(await fabric.control.requests(filter)).toHaveLength(2)
  })
})
