import { describe, expect, it } from 'vitest'
import { checkAksNode, type AksEvidence } from '../../src/checks/aks.ts'
import { World } from '../world.ts'

const plain = { publisher: 'Canonical', tagsList: [{ name: 'owner' }], vmScaleSetName: '' }
const handlers = ['waagent.pid', 'Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux-1.0.0', 'history']

function check(evidence: Partial<AksEvidence> = {}, world = new World()): ReturnType<typeof checkAksNode> {
  return checkAksNode(world.host(), { metadata: plain, handlers, ...evidence })
}

function imageFiles(): World {
  return new World().file('/opt/azure/containers/provision_source.sh', '').directory('/var/lib/kubelet')
}

describe('checkAksNode', () => {
  it.each<[string, Partial<AksEvidence>, World]>([
    ['a plain VM', {}, new World()],
    ['a VM whose metadata is not known', { metadata: undefined }, new World()],
    ['a scale set of somebody else', { metadata: { ...plain, vmScaleSetName: 'aks-like' } }, new World()],
    [
      'a cluster that somebody runs himself',
      {},
      new World().file('/etc/kubernetes/azure.json', '{}').directory('/var/lib/kubelet'),
    ],
    ['what an image was built with', {}, new World().file('/opt/azure/containers/provision_source.sh', '')],
  ])('passes %s', async (_, evidence, world) => {
    expect(await check(evidence, world)).toEqual({
      check: 'aks',
      verdict: 'passed',
      message: 'This VM is no node of an AKS cluster.',
    })
  })

  const aksNode = 'Microsoft.AKS.Compute.AKS.Linux.AKSNode-1.406'
  it.each<[string, Partial<AksEvidence>, World]>([
    [`handler ${aksNode}`, { handlers: [...handlers, aksNode], metadata: undefined }, new World()],
    ['a tag aks-managed-…', { metadata: { ...plain, tagsList: [{ name: 'AKS-managed-poolName' }] } }, new World()],
    ['image of microsoft-aks', { metadata: { ...plain, publisher: 'Microsoft-AKS' } }, new World()],
    [
      'scale set aks-nodepool1-12345678-vmss',
      { metadata: { ...plain, vmScaleSetName: 'aks-nodepool1-12345678-vmss' } },
      new World(),
    ],
    ['/opt/azure/containers/provision_source.sh, /var/lib/kubelet', { metadata: undefined }, imageFiles()],
  ])('(F059) warns of a node: %s', async (sign, evidence, world) => {
    expect(await check(evidence, world)).toEqual({
      check: 'aks',
      verdict: 'warning',
      message: `This VM is a node of an AKS cluster (${sign}): what is installed on a node is lost when AKS replaces it. AKS sets this login up itself for a node pool whose sshAccess is EntraId.`,
    })
  })
})
