import { describe, expect, it } from 'vitest'
import { cloudScope, readMetadata } from '../../src/checks/metadata.ts'
import type { HttpAnswer } from '../../src/host.ts'
import { World } from '../world.ts'

const empty = {
  azEnvironment: '',
  location: '',
  vmId: '',
  vmScaleSetName: '',
  resourceId: '',
  publisher: '',
  tagsList: [],
}

function answering(answer: HttpAnswer): World {
  const world = new World()
  world.answer = () => answer
  return world
}

function body(text: string, status = 200): HttpAnswer {
  return { kind: 'answer', status, headers: {}, body: new TextEncoder().encode(text) }
}

describe('readMetadata', () => {
  it('asks once, directly and within bounds', async () => {
    const world = answering(
      body('{"azEnvironment":"AzurePublicCloud","vmId":"v","location":"westeurope","tags":"a:b"}'),
    )

    const metadata = await readMetadata(world.host())

    expect(metadata).toEqual({ ...empty, azEnvironment: 'AzurePublicCloud', vmId: 'v', location: 'westeurope' })
    expect(world.requests).toEqual([
      {
        url: 'http://169.254.169.254/metadata/instance/compute?api-version=2021-02-01&format=json',
        headers: { Metadata: 'true' },
        timeoutMs: 2000,
        maxBytes: 65_536,
      },
    ])
  })

  it('takes what is missing or of a wrong type for empty', async () => {
    const metadata = await readMetadata(answering(body('{"vmId":7,"location":null,"resourceId":["x"]}')).host())

    expect(metadata).toEqual(empty)
  })

  it('keeps the names of tags, not their values', async () => {
    const told = '{"publisher":"microsoft-aks","tagsList":[{"name":"owner","value":"somebody"},{"name":1}]}'

    const metadata = await readMetadata(answering(body(told)).host())

    expect(metadata).toEqual({ ...empty, publisher: 'microsoft-aks', tagsList: [{ name: 'owner' }, { name: '' }] })
  })

  it.each(['{"tagsList":"x"}', '{"tagsList":[7]}', `{"tagsList":[${'{"name":"x"},'.repeat(200)}{"name":"x"}]}`])(
    'takes a strange list of tags for none',
    async (text) => {
      expect(await readMetadata(answering(body(text)).host())).toEqual(empty)
    },
  )

  it('asks the agent of an Arc machine, never the network', async () => {
    const world = answering(body('{"azEnvironment":"AzurePublicCloud","vmId":"v"}'))

    const metadata = await readMetadata(world.file('/opt/azcmagent/bin/himds', '', 0o755).host())

    expect(metadata).toEqual({ ...empty, azEnvironment: 'AzurePublicCloud', vmId: 'v' })
    expect(world.requests).toEqual([
      {
        url: 'http://127.0.0.1:40342/metadata/instance/compute?api-version=2020-06-01&format=json',
        headers: { Metadata: 'true' },
        timeoutMs: 2000,
        maxBytes: 65_536,
      },
    ])
  })

  it.each<[string, HttpAnswer]>([
    ['silence', { kind: 'silence', reason: 'no answer within 2 s' }],
    ['an error', body('{"error":"x"}', 404)],
    ['a page of a proxy', body('<html>login</html>')],
    ['nothing', body('')],
    ['null', body('null')],
    ['a list', body('[]')],
    ['bytes', { kind: 'answer', status: 200, headers: {}, body: new Uint8Array([0xff, 0xfe, 0]) }],
  ])('%s is no answer', async (_what, answer) => {
    expect(await readMetadata(answering(answer).host())).toBeUndefined()
  })
})

describe('cloudScope', () => {
  it.each([
    ['AzurePublicCloud', 'https://management.azure.com/'],
    ['AzureUSGovernmentCloud', 'https://management.usgovcloudapi.net/'],
    ['azurechinacloud', 'https://management.chinacloudapi.cn/'],
    ['AzureGermanCloud', 'https://management.microsoftazure.de/'],
    ['', 'https://management.azure.com/'],
    [undefined, 'https://management.azure.com/'],
    ['constructor', 'https://management.azure.com/'],
  ])('%s: %s', (cloud, scope) => {
    expect(cloudScope(cloud)).toBe(scope)
  })
})
