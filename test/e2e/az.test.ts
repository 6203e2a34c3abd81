import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { root } from '../../scripts/package/paths.ts'
import { withOldPackage } from '../lab/az/predecessor.ts'
import { Tenant } from '../lab/az/tenant.ts'
import { transcriptPage, type Act } from '../lab/az/transcript.ts'
import { playVm } from '../lab/az/vm-story.ts'

let tenant: Tenant
let vm: readonly Act[]

beforeAll(async () => {
  tenant = await Tenant.open(['web'], (site) => withOldPackage(site.packages.world))
  vm = await playVm(tenant)
})

afterAll(async () => {
  await tenant.close()
})

/** Exit code of az, and what is on the machine, for each act. */
function course(acts: readonly Act[]): string[] {
  return acts.map(({ code, machine }) => `${code ?? ''} ${/: (.+?);/.exec(machine[0] ?? '')?.[1] ?? ''}`)
}

describe('az vm extension set', () => {
  it('goes from 22 over the identity to success, follows settings and upgrade, and is deleted', () => {
    expect(course(vm.slice(0, 7))).toEqual([
      '1 no aadsshlogin',
      '0 aadsshlogin 1.0.3',
      '0 aadsshlogin 1.0.3',
      '0 aadsshlogin 1.0.2',
      '0 aadsshlogin 1.0.3',
      '0 aadsshlogin 1.0.3',
      '0 no aadsshlogin',
    ])
    expect(vm[0]!.stderr).toMatch(/^ERROR: \(VMExtensionHandlerNonTransientError\).*Non-zero exit code: 22/)
    expect(vm[0]!.stderr).toContain('22: This VM has no system-assigned managed identity')
    expect(JSON.parse(vm[5]!.stdout)).toMatchObject(['1.0.1', 'Provisioning succeeded', /set up/])
  })

  it('goes from 23 over the delete of the predecessor to success', () => {
    expect(course(vm.slice(7))).toEqual([
      '0 no aadsshlogin, aadlogin',
      '1 no aadsshlogin, aadlogin',
      '0 aadsshlogin 1.0.3',
      '0 aadsshlogin 1.0.3',
    ])
    expect(vm[8]!.stderr).toContain('Non-zero exit code: 23')
    expect(vm[8]!.stderr).toContain('23: The older AADLoginForLinux is still on this VM')
  })
})

describe('docs/az-transcripts.md', () => {
  it('is what az printed', async () => {
    const page = transcriptPage([
      { title: 'One VM', about: 'From the two well-known failures to a login, and away again.', acts: vm },
    ])

    await expect(page).toMatchFileSnapshot(join(root, 'docs/az-transcripts.md'))
  })
})
