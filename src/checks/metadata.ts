import { z } from '../core/zod.ts'
import { limits } from '../core/limits.ts'
import type { Host } from '../host.ts'
import { isArcMachine } from './arc.ts'

const urls = {
  azure: 'http://169.254.169.254/metadata/instance/compute?api-version=2021-02-01&format=json',
  /** The newest version that himds is known to answer; same document with less in it, and no key asked for. */
  arc: 'http://127.0.0.1:40342/metadata/instance/compute?api-version=2020-06-01&format=json',
} as const

/** The metadata service writes "" for what is missing, so do we. */
const field = z.string().max(1024).catch('')
const tags = z
  .array(z.object({ name: field }))
  .max(200)
  .catch([])

const metadataSchema = z.object({
  azEnvironment: field,
  location: field,
  vmId: field,
  vmScaleSetName: field,
  resourceId: field,
  publisher: field,
  tagsList: tags,
})

export type Metadata = z.infer<typeof metadataSchema>

/** What the metadata service (of an Arc machine: its agent) says about this VM, asked once; undefined when it gives no usable answer. */
export async function readMetadata(host: Pick<Host, 'http' | 'files'>): Promise<Metadata | undefined> {
  const { timeoutMs, maxBytes } = limits.metadata
  const url = urls[(await isArcMachine(host)) ? 'arc' : 'azure']
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
