/** A token with this xms_mirid claim; its signature is worth nothing, like all that unit tests sign. */
export function token(resource: string): string {
  const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return [encode({ alg: 'RS256' }), encode({ aud: 'https://management.azure.com/', xms_mirid: resource }), 'sig'].join(
    '.',
  )
}

const group = '/subscriptions/6c2a5b5e-0000-0000-0000-000000000000/resourcegroups/group'

export const systemToken = token(`${group}/providers/Microsoft.Compute/virtualMachines/web-1`)
export const userToken = token(`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/deploy-id`)
export const unmarkedToken = token('')
