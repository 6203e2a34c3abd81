import { z } from 'zod'
import { limits } from '../core/limits.ts'
import type { Host } from '../host.ts'

const url = 'http://169.254.169.254/metadata/instance/compute?api-version=2021-02-01&format=json'

/** The metadata service writes "" for what is missing, so do we. */
const field = z.string().max(1024).catch('')

const metadataSchema = z.object({
  azEnvironment: field,
  location: field,
  vmId: field,
  vmScaleSetName: field,
  resourceId: field,
})

export type Metadata = z.infer<typeof metadataSchema>

/** What the metadata service says about this VM, asked once; undefined when it gives no usable answer. */
export async function readMetadata(host: Pick<Host, 'http'>): Promise<Metadata | undefined> {
  const { timeoutMs, maxBytes } = limits.metadata
  const answer = await host.http.get({ url, headers: { Metadata: 'true' }, timeoutMs, maxBytes })
  if (answer.kind === 'silence' || answer.status !== 200) return undefined
  return metadataSchema.safeParse(parseJson(answer.body)).data
}

function parseJson(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder().decode(body))
  } catch {
    return undefined
  }
}

const publicScope = 'https://management.azure.com/'

const scopes: Readonly<Record<string, string>> = {
  azurepubliccloud: publicScope,
  azureusgovernmentcloud: 'https://management.usgovcloudapi.net/',
  azurechinacloud: 'https://management.chinacloudapi.cn/',
  azuregermancloud: 'https://management.microsoftazure.de/',
}

/**
 * The resource to ask a token for: Azure Resource Manager of this cloud. Its tokens need no role and say whose they
 * are. The public cloud when the cloud is unknown.
 */
export function cloudScope(azEnvironment: string | undefined): string {
  const cloud = azEnvironment?.toLowerCase() ?? ''
  return Object.hasOwn(scopes, cloud) ? (scopes[cloud] ?? publicScope) : publicScope
}
