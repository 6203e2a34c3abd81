import { describe, expect, it } from 'vitest'
import { agentCalls } from './agent-calls.ts'
import { blobRoot } from './addresses.ts'
import { makeTenantCertificate } from './certificates.ts'
import { sampleFabric } from './sample-fabric.ts'

const { addresses, control } = sampleFabric()
const { wire, hostPlugin, get, configuration, post } = agentCalls(addresses)

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
    const imds = `http://${addresses.imds.host}:${addresses.imds.port}/metadata/instance/compute?api-version=2018-02-01`
    await control().setImds({ mode: { mode: 'refused' } })

    await expect(fetch(imds)).rejects.toThrow('fetch failed')
    expect((await get(`${wire}/metadata/instance/compute?api-version=2018-02-01`)).body).toContain('"osType":"Linux"')
    expect((await fetch(`${wire}/metadata/instance/compute?api-version=2018-02-01`)).status).toBe(404)

    await control().setImds({ mode: { mode: 'systemAssigned' } })
    expect((await fetch(imds, { headers: { Metadata: 'true' } })).status).toBe(200)
  })
})

describe('faults and the request log', () => {
  it('strikes as often as asked, then all is well', async () => {
    await control().setFaults([{ server: 'wire', pathIncludes: 'comp=goalstate', times: 2, answer: 503 }])
    const goalState = () => get(`${wire}/machine/?comp=goalstate`).then(({ status }) => status)

    expect([await goalState(), await goalState(), await goalState()]).toEqual([503, 503, 200])
  })

  it('resets a connection when told so', async () => {
    await control().setFaults([{ server: 'blob', pathIncludes: '_manifest.xml', times: 1, answer: 'reset' }])

    await expect(fetch(`${blobRoot(addresses)}/c/x_manifest.xml`)).rejects.toThrow('fetch failed')
  })

  it('tells the calls of the agent from those of the handler', async () => {
    const before = (await control().requests({})).length
    await get(`${hostPlugin}/health`)
    await fetch(`${hostPlugin}/health`, { headers: { 'User-Agent': 'curl' } })

    const filter = { server: 'hostPlugin', pathIncludes: '/health', after: before } as const
    expect((await control().requests({ ...filter, fromAgent: true })).map(({ answer }) => answer)).toEqual([200])
    expect(await control().requests(filter)).toHaveLength(2)
  })
})
