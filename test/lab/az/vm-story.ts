import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { documented } from '../../rollout/page.ts'
import { labSubscription } from '../arm/lab-principal.ts'
import { groupId, vmResource } from '../arm/samples.ts'
import { predecessor, predecessorZip } from './predecessor.ts'
import { extension, type Tenant } from './tenant.ts'
import type { Act } from './transcript.ts'

const set = documented('az vm extension set')
const assignIdentity = documented('az vm identity assign')
const deleteOld = documented('az vm extension delete')
const templated = documented('az deployment group create --template-file rollout/arm/vm-extension.json')
const view = '[typeHandlerVersion, statuses[0].displayStatus, statuses[0].message]'
const name = `-g web --vm-name vm1 --name ${extension.type}`

/** The VM's resource group and name are those of docs/rollout.md. */
const vm = vmResource(groupId(labSubscription, 'web'), 'vm1')

/** The life of the extension on one VM, as its users know it. */
export async function playVm(tenant: Tenant): Promise<readonly Act[]> {
  await tenant.own(vm)
  return [
    await tenant.act('No identity: 22', `${set} --settings '{"identityWaitSeconds": 5}'`),
    await tenant.act('The identity is assigned, and the agent tries again by itself', assignIdentity),
    await tenant.act('The same command once more: done', set),
    await tenant.act('Settings: an older package', `${set} --settings '{"package": {"version": "1.0.2"}}'`),
    await tenant.act('From the template, with settings', `${templated} -o none`),
    ...(await upgrade(tenant)),
    await tenant.act('The extension is deleted', `az vm extension delete ${name}`),
  ]
}

async function upgrade(tenant: Tenant): Promise<Act[]> {
  await tenant.publish('1.0.1')
  return [
    await tenant.act('A newer version is on offer: the same command upgrades', set),
    await tenant.act(
      'What the machine says',
      `az vm extension show --instance-view ${name} --query "instanceView.${view}"`,
    ),
  ]
}

/** The same VM with the handler that Microsoft offered before; it has its identity. */
export async function playPredecessor(tenant: Tenant): Promise<readonly Act[]> {
  await publishPredecessor(tenant)
  const setOld = `az vm extension set -g web --vm-name vm1 --publisher ${predecessor.publisher} --name ${predecessor.type}`
  return [
    await tenant.act('A VM with the predecessor', setOld),
    await tenant.act('Both do not go together: 23', set),
    await tenant.act('The predecessor is deleted', deleteOld),
    await tenant.act('The same command once more: done', set),
  ]
}

async function publishPredecessor({ site, arm }: Tenant): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), 'predecessor-'))
  const handler = `${predecessor.publisher}.${predecessor.type}`
  await site.azure.publish({ handler, version: '1.0.0', zipPath: await predecessorZip(folder) })
  await arm.publish({ ...predecessor, versions: ['1.0.0'] })
  rmSync(folder, { recursive: true })
}
