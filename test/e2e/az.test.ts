import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/package/paths.ts'
import { playDefinition, playInitiative, sendOthers } from '../lab/az/policy-story.ts'
import { withOldPackage } from '../lab/az/predecessor.ts'
import { playScaleSet } from '../lab/az/scale-set-story.ts'
import { Tenant } from '../lab/az/tenant.ts'
import { transcriptPage, type Act } from '../lab/az/transcript.ts'
import { playPredecessor, playVm } from '../lab/az/vm-story.ts'
import type { Typed } from '../lab/az/workstation.ts'

const remove = 'az vm extension delete -g web --vm-name vm1 --name AADSSHLoginForLinux'

let tenants: readonly [Tenant, Tenant]
let vm: readonly Act[]
let predecessor: readonly Act[]
let sdk: unknown
let initiative: readonly Act[]
let definition: readonly Act[]
let set: readonly Act[]
let others: readonly Typed[]

/** Two people in two subscriptions at once, each with a machine; then one of them has both machines in a scale set. */
beforeAll(async () => {
  tenants = await Promise.all([
    Tenant.open(['web']),
    Tenant.open(['web'], (site) => withOldPackage(site.packages.world)),
  ])
  await Promise.all([playFirst(tenants[0]), playSecond(tenants[1])])
  set = await playScaleSet(tenants)
})

afterAll(async () => {
  await Promise.all(tenants.map((tenant) => tenant.close()))
})

async function playFirst(tenant: Tenant): Promise<void> {
  vm = await playVm(tenant)
  sdk = await tenant.sdkSession('web', 'vm1')
}

async function playSecond(tenant: Tenant): Promise<void> {
  initiative = await playInitiative(tenant)
  definition = await playDefinition(tenant)
  await tenant.workstation.type(remove)
  predecessor = await playPredecessor(tenant)
  await tenant.workstation.type(remove)
  others = [await tenant.workstation.type('az --version'), ...(await sendOthers(tenant))]
}

/** Exit code of az, and what is on the machine, for each act. */
function course(acts: readonly Act[]): string[] {
  return acts.map(({ code, machine }) => `${code ?? ''} ${packagesOn(machine).join(' | ')}`)
}

function packagesOn(machine: readonly string[]): string[] {
  return machine.map((line) => /: (.+?);/.exec(line)?.[1] ?? '')
}

describe('az vm extension set', () => {
  it('goes from 22 over the identity to success, follows settings and upgrade, and is deleted', () => {
    expect(course(vm)).toEqual([
      '1 no aadsshlogin',
      '0 aadsshlogin 1.0.3',
      '0 aadsshlogin 1.0.3',
      '0 aadsshlogin 1.0.2',
      '0 aadsshlogin 1.0.2',
      '0 aadsshlogin 1.0.3',
      '0 aadsshlogin 1.0.3',
      '0 no aadsshlogin',
    ])
    expect(vm[0]!.stderr).toMatch(/^ERROR: \(VMExtensionHandlerNonTransientError\).*Non-zero exit code: 22/)
    expect(vm[0]!.stderr).toContain('22: This VM has no system-assigned managed identity')
    expect(vm[6]!.stdout).toMatch(/"1\.0\.1",\s+"Provisioning succeeded"/)
  })

  it('goes from 23 over the delete of the predecessor to success', () => {
    expect(course(predecessor)).toEqual([
      '0 no aadsshlogin, aadlogin',
      '1 no aadsshlogin, aadlogin',
      '0 aadsshlogin 1.0.3',
      '0 aadsshlogin 1.0.3',
    ])
    expect(predecessor[1]!.stderr).toContain('Non-zero exit code: 23')
    expect(predecessor[1]!.stderr).toContain('az vm extension delete -g web --vm-name vm1 -n AADLoginForLinux')
  })
})

describe('the JavaScript SDK', () => {
  it('meets the same agent', () => {
    expect(sdk).toEqual({
      set: 'Succeeded',
      version: '1.0.1',
      code: 'ProvisioningState/succeeded/0',
      gone: 'ResourceNotFound',
    })
  })
})

describe('az policy', () => {
  it('goes from NonCompliant to Compliant in two stages, by the templates of rollout/', () => {
    expect(initiative.map(({ code }) => code)).toEqual(initiative.map(() => 0))
    expect(initiative[3]!.stdout).toContain('vm-identity-audit\tNonCompliant\n')
    expect(initiative[3]!.stdout).not.toContain('\tCompliant')
    expect(initiative[8]!.stdout).toContain('vm-extension\tNonCompliant\n')
    expect(initiative.at(-1)!.stdout).toContain('vm-extension\tCompliant\n')
    expect(initiative.at(-1)!.stdout).not.toContain('NonCompliant')
    expect(packagesOn(initiative.at(-1)!.machine)).toEqual(['aadsshlogin 1.0.3'])
  })

  it('does the same with one definition, assigned and remediated by the CLI alone', () => {
    expect(definition.map(({ code }) => code)).toEqual(definition.map(() => 0))
    expect(definition[3]!.stdout).toBe('login-vm\tNonCompliant\n')
    expect(definition.at(-1)!.stdout).toBe('login-vm\tCompliant\n')
    expect(packagesOn(definition.at(-1)!.machine)).toEqual(['aadsshlogin 1.0.3'])
  })
})

describe('az vmss extension set', () => {
  it('changes the model, and the instances when they are told to', () => {
    const none = 'no aadsshlogin | no aadsshlogin'
    const all = 'aadsshlogin 1.0.3 | aadsshlogin 1.0.3'

    expect(course(set)).toEqual([`0 ${none}`, `0 ${none}`, `0 ${none}`, `0 ${all}`, `0 ${all}`, `0 ${all}`])
    expect([set[2]!.stdout, set[4]!.stdout]).toEqual(['0\n1\n', ''])
    expect(set[5]!.stdout).toContain('Provisioning succeeded')
  })
})

describe('the other commands of docs/rollout.md', () => {
  it('are taken', () => {
    expect(others.map(({ code, stderr }) => [code, stderr.replace(/^WARNING.*\n/gm, '')])).toEqual(
      others.map(() => [0, '']),
    )
  })
})

describe('docs/az-transcripts.md', () => {
  it('is what az printed', async () => {
    const page = transcriptPage([
      { title: 'One VM', about: 'From the well-known failure to a login, and away again.', acts: vm },
      { title: 'Coming from the predecessor', about: 'A VM with AADLoginForLinux.', acts: predecessor },
      { title: 'A scale set', about: 'Two instances, upgrade mode Manual.', acts: set },
      { title: 'A fleet, by policy', about: 'One VM without an identity.', acts: initiative },
      { title: 'One definition, without templates', about: 'The same VM; it keeps its identity.', acts: definition },
    ])

    await expect(page).toMatchFileSnapshot(join(root, 'docs/az-transcripts.md'))
  })
})
