import type { FabricAddresses } from './addresses.ts'

/** What a test asks of the metadata service. */
export interface Call {
  readonly headers?: Readonly<Record<string, string>>
  readonly signal?: AbortSignal
}

/** The metadata service as a handler calls it. */
export interface MetadataCalls {
  readonly call: (path: string, init?: Call) => Promise<Response>
  /** Asks for a token of Azure Resource Manager; `more` is added to the query. */
  readonly token: (more?: string, init?: Call) => Promise<Response>
}

export type Body = Record<string, string>

/** Returns calls to the metadata service of a fabric, which follow no redirect. */
export function metadataCalls({ imds }: FabricAddresses): MetadataCalls {
  const call = (path: string, init: Call = {}) => {
    const headers = { Metadata: 'true', ...init.headers }
    return fetch(`http://${imds.host}:${imds.port}${path}`, { redirect: 'manual', ...init, headers })
  }
  const query = 'api-version=2018-02-01&resource=https%3A%2F%2Fmanagement.azure.com%2F'
  return { call, token: (more = '', init) => call(`/metadata/identity/oauth2/token?${query}${more}`, init) }
}

/** Returns the claim xms_mirid of the token in an answer. */
export async function mirid(response: Response): Promise<string | undefined> {
  const { access_token = '' } = (await response.json()) as Body
  const [, claims = ''] = access_token.split('.')
  return (JSON.parse(Buffer.from(claims, 'base64url').toString()) as Body).xms_mirid
}
