import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { handlerName } from '../lab/handler-package.ts'
import { Site } from '../lab/site.ts'
import type { Vm } from '../lab/vm.ts'

const program = `/var/lib/waagent/${handlerName}-1.0.0/scripts/handler.sh`

let site: Site
let vm: Vm
beforeAll(async () => {
  site = await Site.open()
})
beforeEach(async () => {
  vm = await site.machine({})
  await vm.enable()
  vm.remember()
})
afterEach(() => site.calm())
afterAll(() => site.close())

interface Told {
  readonly exitCode: number | null
  readonly document: Record<string, unknown>
}

async function ask(...words: string[]): Promise<Told> {
  const { code: exitCode, stdout } = await vm.guest.run([program, ...words, '--json'])
  return { exitCode, document: JSON.parse(stdout) as Record<string, unknown> }
}

describe('an operator on a machine whose login works', () => {
  it('sees that, and changes nothing by looking', async () => {
    const check = await ask('check')
    const status = await ask('status')
    const plan = await ask('plan', '--operation', 'enable')

    expect(check).toMatchObject({ exitCode: 0, document: { outcome: { exit: 0, code: null } } })
    expect(status.document).toMatchObject({
      packages: [{ name: 'aadsshlogin', state: 'installed' }, { state: 'absent' }],
      wiring: { state: 'wired' },
      verified: { state: 'current' },
      lastStatus: { sequence: 0, state: 'success', code: 0 },
      problems: [],
    })
    expect(plan.document).toMatchObject({ steps: [] })
    expect(vm.changes()).toEqual([])
  })

  it('is told what is broken, with the exit code', async () => {
    await vm.guest.must(['sed', '-i', 's/ aad$//', '/etc/nsswitch.conf'])

    const { exitCode, document } = await ask('check')

    expect([exitCode, document.outcome]).toEqual([21, { exit: 21, code: 'login.not-wired' }])
    expect((await ask('status')).document).toMatchObject({ verified: { state: 'changed' } })
  })
})
