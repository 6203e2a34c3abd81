import { documented } from '../../rollout/page.ts'
import { labSubscription } from '../arm/lab-principal.ts'
import { groupId, vmResource } from '../arm/samples.ts'
import type { Tenant } from './tenant.ts'
import type { Act } from './transcript.ts'
import type { Typed } from './workstation.ts'

const states = '--query "[].[policyDefinitionReferenceId, complianceState]" -o tsv'
const seen = `az policy state list --policy-assignment entra-login-linux ${states}`
const template = {
  definitions: 'az deployment sub create --template-file rollout/policy/definitions.subscription.json',
  assignment: 'az deployment sub create --template-file rollout/policy/assignment.subscription.json',
  identity: 'az deployment sub create --template-file rollout/policy/remediation-1-identity.json',
  extension: 'az deployment sub create --template-file rollout/policy/remediation-2-extension.json',
} as const

/** A subscription with one VM, which policy gives identity and extension, by the templates of rollout/. */
export async function playInitiative(tenant: Tenant): Promise<readonly Act[]> {
  await tenant.own(vmResource(groupId(labSubscription, 'web'), 'vm1'))
  return [
    await tenant.act('Definitions and initiatives', quiet(documented(template.definitions))),
    await tenant.act('The assignment; nothing changes yet', documented(template.assignment)),
    await tenant.act('A scan', documented('az policy state trigger-scan')),
    await tenant.act('What it found', seen),
    await tenant.act('The assignment may change machines', changing()),
    await tenant.begin('First the identity', quiet(documented(template.identity))),
    await tenant.actUntil('The task for VMs', shown('aadsshlogin-vm-identity-1'), 'Succeeded'),
    await tenant.actUntil('The task for scale sets', shown('aadsshlogin-vmss-identity-1'), 'Succeeded'),
    await tenant.act('What is left', seen),
    await tenant.begin('Then the extension', quiet(documented(template.extension))),
    await tenant.actUntil('The task', shown('aadsshlogin-vm-extension-1'), '"successfulDeployments": 1'),
    await tenant.act('Nothing is left', seen),
  ]
}

const definition = 'rollout/policy/definitions/vm-extension.json'
const one = `az policy state list --policy-assignment login-vm --query "[].[policyDefinitionName, complianceState]" -o tsv`
const parts = `jq .properties.policyRule ${definition} > rules.json; jq .properties.parameters ${definition} > parameters.json`

/** The same with one definition, by the commands for policies alone; the VM has its identity, but no extension. */
export async function playDefinition(tenant: Tenant): Promise<readonly Act[]> {
  const create =
    'az policy definition create --name login-vm --mode Indexed --rules rules.json --params parameters.json'
  const assign =
    'az policy assignment create --name login-vm --policy login-vm --location westeurope --mi-system-assigned ' +
    `--role "Virtual Machine Contributor" --identity-scope /subscriptions/${labSubscription} ` +
    `--params '{"effect": {"value": "DeployIfNotExists"}}'`
  return [
    await tenant.act('Without the extension', 'az vm extension delete -g web --vm-name vm1 --name AADSSHLoginForLinux'),
    await tenant.act('The definition', quiet(`${parts}; ${create}`)),
    await tenant.act('The assignment, with an identity and its role', quiet(assign)),
    await tenant.act('What it found', one),
    await tenant.begin('The task', quiet('az policy remediation create --name login-vm --policy-assignment login-vm')),
    await tenant.actUntil(
      'What became of it',
      shown('aadsshlogin-vm-extension-1').replace(/aadsshlogin\S+/, 'login-vm'),
      '"successfulDeployments": 1',
    ),
    await tenant.act('Nothing is left', one),
  ]
}

/** The assignment's template once more, with effects that change machines. */
function changing(): string {
  return quiet(documented(template.assignment, 'identityEffect'))
}

function shown(task: string): string {
  return documented('az policy remediation show', task)
}

/** What these print is long and says nothing that is not asked for afterwards. */
function quiet(command: string): string {
  return `${command} -o none`
}

const others = [
  'az deployment mg create --template-file rollout/policy/definitions.management-group.json',
  'az deployment mg create --template-file rollout/policy/assignment.management-group.json',
  'az deployment group create --template-file rollout/roles/login-roles.json',
] as const

/** The other templates of the page: what they send is taken, and nothing is to be seen on a machine. */
export async function sendOthers({ workstation }: Tenant): Promise<readonly Typed[]> {
  const typed: Typed[] = []
  for (const command of others) {
    const line = documented(command).replaceAll('<object id of a group>', '44444444-4444-4444-8444-444444444444')
    typed.push(await workstation.type(quiet(line)))
  }
  return typed
}
