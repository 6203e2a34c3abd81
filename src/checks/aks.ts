import type { Finding } from '../core/finding.ts'
import type { Host } from '../host.ts'
import type { Metadata } from './metadata.ts'

const check = 'aks'

/** What shows that AKS runs this VM; each is enough, and the first one found is named. */
const signs = {
  handler: 'Microsoft.AKS.',
  tag: /^aks-managed-/i,
  publisher: 'microsoft-aks',
  scaleSet: /^aks-.+-\d{8}-vmss$/i,
  // Kubernetes alone is no sign: people run their own clusters on VMs. The first file comes with the images of AKS.
  files: ['/opt/azure/containers/provision_source.sh', '/var/lib/kubelet'],
} as const

export interface AksEvidence {
  /** undefined where the metadata service was not asked or did not answer. */
  readonly metadata: Pick<Metadata, 'publisher' | 'tagsList' | 'vmScaleSetName'> | undefined
  /** Names in the agent's library directory. */
  readonly handlers: readonly string[]
}

/** Whether this VM is a node of an AKS cluster, which sets this login up itself and replaces nodes as it likes. */
export async function checkAksNode({ files }: Pick<Host, 'files'>, evidence: AksEvidence): Promise<Finding> {
  const sign = signIn(evidence) ?? (await signOnDisk(files))
  if (sign === undefined) return { check, verdict: 'passed', message: 'This VM is no node of an AKS cluster.' }
  const message = `This VM is a node of an AKS cluster (${sign}): what is installed on a node is lost when AKS replaces it. AKS sets this login up itself for a node pool whose sshAccess is EntraId.`
  return { check, verdict: 'warning', message }
}

function signIn({ metadata, handlers }: AksEvidence): string | undefined {
  const handler = handlers.find((name) => name.startsWith(signs.handler))
  if (handler !== undefined) return `handler ${handler}`
  if (metadata === undefined) return undefined
  const { tagsList, publisher, vmScaleSetName } = metadata
  if (tagsList.some(({ name }) => signs.tag.test(name))) return 'a tag aks-managed-…'
  if (publisher.toLowerCase() === signs.publisher) return `image of ${signs.publisher}`
  return signs.scaleSet.test(vmScaleSetName) ? `scale set ${vmScaleSetName}` : undefined
}

async function signOnDisk(files: Host['files']): Promise<string | undefined> {
  for (const path of signs.files) if ((await files.resolve(path)) === undefined) return undefined
  return signs.files.join(', ')
}
