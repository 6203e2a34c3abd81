import { documented } from '../../rollout/page.ts'
import { labSubscription } from '../arm/lab-principal.ts'
import { groupId, setResources } from '../arm/samples.ts'
import type { Tenant } from './tenant.ts'
import type { Act } from './transcript.ts'

/** In a set of two nobody needs to wait for the others. */
const unhurried = `--settings '{"rolloutWindowSeconds": 1}'`
const view = '--query "extensions[0].[typeHandlerVersion, statuses[0].displayStatus]" -o tsv'

/** A scale set with upgrades by hand, in the first tenant; its instances are the machines of both. */
export async function playScaleSet(tenants: readonly [Tenant, Tenant]): Promise<readonly Act[]> {
  const [set, instances] = setResources(groupId(labSubscription, 'web'), 'set1', tenants.length)
  const [{ arm }] = tenants
  await arm.put(set)
  await tenants[1].publish('1.0.1')
  for (const [at, tenant] of tenants.entries()) await tenant.own(instances[at]!, arm)
  const act = async (title: string, command: string): Promise<Act> => {
    const typed = await tenants[0].workstation.type(command)
    const looks = await Promise.all(tenants.map((tenant) => tenant.look()))
    return { title, ...typed, machine: looks.flat().map((line, at) => line.replace('the machine', `instance ${at}`)) }
  }
  const old = documented('az vmss list-instances')
  return [
    await act('The identity', documented('az vmss identity assign')),
    await act('The extension: the model has it', `${documented('az vmss extension set')} ${unhurried} -o none`),
    await act('The instances do not follow by themselves', old),
    await act('They are told to', documented('az vmss update-instances')),
    await act('None is left', old),
    await act('What an instance says', `az vmss get-instance-view -g web -n set1 --instance-id 1 ${view}`),
  ]
}
