import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { tokenOwner } from '../../src/checks/token-claim.ts'
import { token } from './tokens.ts'

const group = '/subscriptions/6c2a5b5e-0000-0000-0000-000000000000/resourcegroups/group'

describe('tokenOwner', () => {
  it.each([
    ['Microsoft.Compute/virtualMachines/web-1', 'virtualMachines/web-1'],
    ['Microsoft.Compute/virtualMachineScaleSets/web', 'virtualMachineScaleSets/web'],
    [
      'Microsoft.Compute/virtualMachineScaleSets/web/virtualMachines/3',
      'virtualMachineScaleSets/web/virtualMachines/3',
    ],
    ['Microsoft.HybridCompute/machines/rack-7', 'machines/rack-7'],
    ['microsoft.COMPUTE/VIRTUALMACHINES/WEB-1', 'VIRTUALMACHINES/WEB-1'],
  ])('%s owns a system-assigned one', (path, resource) => {
    expect(tokenOwner(token(`${group}/providers/${path}`))).toEqual({ kind: 'system', resource })
  })

  it.each(['providers/Microsoft.ManagedIdentity', 'PROVIDERS/microsoft.managedidentity'])(
    '%s is user-assigned',
    (path) => {
      const owner = tokenOwner(token(`${group}/${path}/userAssignedIdentities/deploy-id`))

      expect(owner).toEqual({ kind: 'user', name: 'deploy-id' })
    },
  )

  it('takes the innermost provider', () => {
    const path = `${group}/providers/Microsoft.Compute/virtualMachines/x/providers/Microsoft.ManagedIdentity/u/name`

    expect(tokenOwner(token(path))).toEqual({ kind: 'user', name: 'name' })
  })

  it('lets no odd character of a name through', () => {
    const path = `${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/a\n<b>\u202e${'x'.repeat(500)}`

    const owner = tokenOwner(token(path))

    expect(owner).toEqual({ kind: 'user', name: `a??b??${'x'.repeat(122)}` })
  })

  const encoded = (payload: string): string => `e30.${Buffer.from(payload).toString('base64url')}.sig`
  it.each([
    ['no text', ''],
    ['one part', 'abc'],
    ['no payload', 'abc..def'],
    ['a payload that is not base64', 'a.%%%.c'],
    ['a payload that is not JSON', encoded('xms_mirid')],
    ['a payload that is null', encoded('null')],
    ['a payload that is a list', encoded('[1]')],
    ['no claim', encoded('{"oid":"1"}')],
    ['a claim that is a number', encoded('{"xms_mirid":1}')],
    ['an empty claim', token('')],
    ['a claim without provider', token('/subscriptions/1/resourcegroups/g')],
    ['a claim that ends at the provider', token(`${group}/providers/Microsoft.Compute`)],
    ['a claim that ends at the type', token(`${group}/providers/Microsoft.Compute/virtualMachines`)],
    ['another provider', token(`${group}/providers/Microsoft.ContainerService/managedClusters/aks`)],
    ['a claim of great length', token(`/providers/Microsoft.Compute/x/${'y'.repeat(5000)}`)],
  ])('%s says nothing', (_what, text) => {
    expect(tokenOwner(text)).toEqual({ kind: 'unknown' })
  })

  it('never throws, whatever the text', () => {
    const anyPayload = fc.json().map((json) => encoded(json))
    const anyClaim = fc
      .array(fc.constantFrom('providers', 'Microsoft.Compute', 'x', ''))
      .map((parts) => token(parts.join('/')))
    fc.assert(
      fc.property(fc.oneof(fc.string({ unit: 'binary' }), anyPayload, anyClaim), (text) => {
        expect(['system', 'user', 'unknown']).toContain(tokenOwner(text).kind)
      }),
      { numRuns: 300 },
    )
  })
})
