import { beforeEach, describe, expect, it } from 'vitest'
import type { ImdsMode } from './imds-modes.ts'
import { metadataCalls, mirid, type Body } from './metadata-calls.ts'
import { sampleFabric } from './sample-fabric.ts'

const { addresses, control } = sampleFabric()
const { call, token } = metadataCalls(addresses)

beforeEach(() => set({ mode: 'systemAssigned' }))

function set(mode: ImdsMode): Promise<void> {
  return control().setImds({ mode })
}

describe('the token endpoint', () => {
  it('answers with strings only and a token of the machine', async () => {
    const response = await token()
    const body = (await response.clone().json()) as Body

    expect(Object.keys(body).sort()).toEqual(
      'access_token client_id expires_in expires_on ext_expires_in not_before resource token_type'.split(' '),
    )
    expect(Object.values(body).every((value) => typeof value === 'string')).toBe(true)
    expect(body.resource).toBe('https://management.azure.com/')
    expect(await mirid(response)).toMatch(
      /resourcegroups\/lab-rg\/providers\/Microsoft\.Compute\/virtualMachines\/labvm$/,
    )
  })

  it('gives the scale set as owner of the identity of its instance', async () => {
    await control().setInstance({ vmScaleSetName: 'set1' })
    const owner = await mirid(await token())
    await control().setInstance({ vmScaleSetName: '' })

    expect(owner).toMatch(/Microsoft\.Compute\/virtualMachineScaleSets\/set1$/)
  })

  it.each([
    ['no Metadata header', {}, { Metadata: '' }, 'bad_request_102'],
    ['X-Forwarded-For', {}, { 'X-Forwarded-For': '10.0.0.4' }, 'invalid_request'],
    ['a repeated name', { more: '&resource=x' }, {}, 'invalid_request'],
  ] as const)('refuses %s', async (_, { more = '' }: { more?: string }, headers, error) => {
    const response = await token(more, { headers })

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error })
  })

  it.each([
    ['api-version missing', 'resource=https%3A%2F%2Fx', 'invalid_request'],
    ['resource missing', 'api-version=2018-02-01', 'invalid_request'],
    ['a strange resource', 'api-version=2018-02-01&resource=nothing', 'invalid_resource'],
  ])('refuses %s', async (_, wrong, error) => {
    const response = await call(`/metadata/identity/oauth2/token?${wrong}`)

    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error })
  })
})

describe('identities', () => {
  it.each([
    ['none', 'Identity not found'],
    ['severalUserAssigned', 'Multiple user assigned identities exist'],
  ] as const)('%s: 400', async (mode, words) => {
    await set({ mode })

    const response = await token()

    expect(response.status).toBe(400)
    const body = (await response.json()) as Body
    expect(body).toMatchObject({ error: 'invalid_request' })
    expect(body.error_description).toContain(words)
  })

  it.each([
    ['userAssignedOnly', /Microsoft\.ManagedIdentity\/userAssignedIdentities\/lab-uami-1$/],
    ['both', /Microsoft\.Compute\/virtualMachines\/labvm$/],
    ['systemAssigned', /Microsoft\.Compute\/virtualMachines\/labvm$/],
  ] as const)('%s: a token of the right owner', async (mode, owner) => {
    await set({ mode })

    expect(await mirid(await token())).toMatch(owner)
  })

  it('gives a user-assigned identity to who asks for it by client id', async () => {
    await set({ mode: 'severalUserAssigned' })

    const response = await token('&client_id=aaaaaaaa-0000-4000-8000-000000000002')

    expect(await mirid(response)).toMatch(/lab-uami-2$/)
    expect((await token('&client_id=aaaaaaaa-0000-4000-8000-00000000000f')).status).toBe(400)
  })
})

describe('instance and info', () => {
  it('gives nodes as JSON, leaves as text, and what the test has set', async () => {
    await control().setInstance({
      azEnvironment: 'AzureChinaCloud',
      vmScaleSetName: 'set1',
      tagsList: [{ name: 'aks-managed-poolName', value: 'p' }],
    })

    const compute: unknown = await (await call('/metadata/instance/compute?api-version=2021-02-01')).json()

    const { ids } = await control().info()
    expect(compute).toMatchObject({
      azEnvironment: 'AzureChinaCloud',
      vmScaleSetName: 'set1',
      tagsList: [{ name: 'aks-managed-poolName', value: 'p' }],
      vmId: ids.vmId,
      osType: 'Linux',
    })
    const leaf = '/metadata/instance/compute/vmScaleSetName?api-version=2021-02-01'
    expect(await (await call(`${leaf}&format=text`)).text()).toBe('set1')
    expect((await call(leaf)).status).toBe(400)
    expect((await call('/metadata/instance/other?api-version=2021-02-01')).status).toBe(404)
    expect(await (await call('/metadata/identity/info?api-version=2018-02-01')).json()).toEqual({
      tenantId: ids.tenantId,
    })
  })
})
