import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { makeLoginKeys, type LoginKeys } from '../lab/ssh/keys.ts'
import { loginMachine } from '../lab/ssh/server.ts'
import { SshWatch } from '../lab/ssh/watch.ts'
import type { AgentOutcome } from '../lab/agent/strict-agent.ts'
import { diffRoot } from '../lab/machine/diff.ts'
import { rpmExclusions } from '../lab/machine/exclusions.ts'
import { snapshot, type Snapshot } from '../lab/machine/snapshot.ts'
import { rowVariant } from '../lab/matrix/roots.ts'
import { damages, rpmDamages, type Damage } from './drift/damages.ts'
import { Site } from '../lab/site.ts'
import { story } from '../lab/outcome.ts'
import { strictExclusions, type Vm } from '../lab/vm.ts'

let site: Site
let keys: LoginKeys
beforeAll(async () => {
  site = await Site.open()
  keys = await makeLoginKeys()
})
afterEach(() => site.calm())
afterAll(async () => {
  await site.close()
  keys.remove()
})

const asked = { cameIn: true, asked: true }
/** Substatuses that are steps of a plan. */
const isStep = (name: string): boolean => /-(packages|sshd|key|file)$/.test(name)

/** What one damage came to. */
interface Outcome {
  readonly name: string
  readonly code: number
  readonly steps: string
  readonly reloads: number
  readonly seconds: number
}

/** A package that makes the SELinux module of the extension wanted, as far as dpkg knows. */
const policy = [
  ...['Package: selinux-policy-default', 'Status: install ok installed', 'Architecture: all', 'Version: 2'],
  ...['Maintainer: Lab <lab@lab.test>', 'Description: stand-in', ''],
].join('\\n')

async function installed(): Promise<{ vm: Vm; watch: SshWatch }> {
  const fragment = { files: { '/etc/ssh/sshd_config.d/50-lab.conf': 'LoginGraceTime 100\n' } }
  const login = loginMachine(keys)
  const vm = await site.machine({ ...login, files: { ...login.files, ...fragment.files } })
  await vm.guest.must(['sh', '-c', `printf '${policy}\\n' >> /var/lib/dpkg/status`])
  await vm.guest.must(['sh', '-c', ': > /var/lib/dpkg/info/selinux-policy-default.list'])
  const watch = await SshWatch.start(vm.guest, { fabric: site.network, keys }, 'bare')
  expect(story(await vm.enable())).toMatchObject({ handler: 'Ready 0', extension: 'success 0', violations: [] })
  expect(await watch.attempt(keys.entra)).toEqual(asked)
  return { vm, watch }
}

it('one enable puts right what was damaged, and reloads sshd only where that is needed', async () => {
  const { vm, watch } = await installed()
  const problems = await ordeal(vm, damages, (enable) => watch.during(enable))
  expect(problems.join('\n')).toBe('')
  expect(await watch.attempt(keys.entra)).toEqual(asked)
  await watch.stop()
})

const onlySome = ['aad not in the passwd line of NSS', 'aad_certhandler deleted']
it.each([
  ['rocky 9.6', rpmDamages],
  ['centos 7', rpmDamages.filter(({ name }) => onlySome.includes(name))],
  ['sles 15.7', rpmDamages.filter(({ name }) => onlySome.includes(name))],
  ['azurelinux 3.0', rpmDamages.filter(({ name }) => onlySome.includes(name))],
])('one enable puts right what was damaged on %s', async (row, some) => {
  const vm = await site.machine(await rowVariant(row))
  expect(story(await vm.enable())).toMatchObject({ handler: 'Ready 0', extension: 'success 0', violations: [] })
  const problems = await ordeal(vm, some, async (enable) => ({ result: await enable(), reloads: 0 }))
  expect(problems.join('\n')).toBe('')
})

type During = (enable: () => Promise<AgentOutcome>) => Promise<{ result: AgentOutcome; reloads: number }>

/** Does one damage after the other, each followed by one enable; what was not as it should be. */
async function ordeal(vm: Vm, some: readonly Damage[], during: During): Promise<string[]> {
  const outcomes: Outcome[] = []
  const problems: string[] = []
  const enable = counted(vm)
  let good = snapshot(vm.guest.root)
  for (const damage of some) {
    await vm.guest.must(['sh', '-ec', damage.done])
    const before = damage.code === undefined ? good : snapshot(vm.guest.root)
    const start = performance.now()
    const { result, reloads } = await during(enable)
    const seconds = (performance.now() - start) / 1000
    const { substatuses, said, violations } = story(result)
    const code = result.runs.at(-1)?.exitCode ?? -1
    const steps = substatuses.map((line) => line.replace(/ success$/, '')).filter(isStep)
    outcomes.push({ name: damage.name, code, steps: steps.join(' '), reloads, seconds })
    problems.push(...violations, ...wrong(damage, { code, steps, reloads, text: result.extension?.message ?? said }))
    good = snapshot(vm.guest.root)
    problems.push(...unexpected({ damage, before, now: good }))
    if (damage.afterwards === undefined) continue
    await vm.guest.must(['sh', '-ec', damage.afterwards])
    const again = await during(enable)
    if (again.result.runs.at(-1)?.exitCode !== 0) problems.push(`${damage.name}: not good afterwards either`)
    good = snapshot(vm.guest.root)
  }
  console.log(tableOf(outcomes))
  return problems
}

/** One enable after the other, each with a sequence number of its own. */
function counted(vm: Vm): () => Promise<AgentOutcome> {
  let sequence = 0
  return () => vm.enable({}, { sequence: (sequence += 1) })
}

/** What our own records and the logs of the machine are not. */
const ours = [
  { glob: '/var/lib/aadsshlogin-handler/{state,ledger}.json', reason: 'what was verified', by: 'extension' },
  { glob: '/var/log/sshd.log', reason: 'the log of sshd', by: 'system' },
  { glob: '/run/motd.dynamic*', reason: 'pam_motd writes it at every login of the watch', by: 'system' },
  { glob: '/tmp/*', reason: 'kept by the damages', by: 'system' },
] as const

interface Compared {
  readonly damage: Damage
  readonly before: Snapshot
  readonly now: Snapshot
}

function unexpected({ damage, before, now }: Compared): string[] {
  const { name, stays = [] } = damage
  return diffRoot(before, now, [...strictExclusions, ...rpmExclusions, ...ours])
    .map(({ path, change, details }) => `${change} ${path} ${details}`)
    .filter((line) => !stays.some((part) => line.includes(part)))
    .map((line) => `${name}: ${line}`)
}

interface Seen {
  readonly code: number
  readonly steps: readonly string[]
  readonly reloads: number
  readonly text: string
}

function wrong({ name, ...wanted }: Damage, { code, steps, reloads, text }: Seen): string[] {
  const found = JSON.stringify({ code, steps, reloads })
  const expected = JSON.stringify({ code: wanted.code ?? 0, steps: wanted.steps, reloads: wanted.reloads })
  const told = text.includes(wanted.says ?? '') ? [] : [`${name}: says ${text}`]
  return found === expected ? told : [...told, `${name}: ${found} instead of ${expected}: ${text}`]
}

function tableOf(outcomes: readonly Outcome[]): string {
  const lines = outcomes.map(
    ({ name, code, steps, reloads, seconds }) =>
      `${name.padEnd(54)} ${String(code).padStart(3)}  ${reloads === 0 ? 'not reloaded' : 'reloaded    '}  ${seconds.toFixed(1).padStart(5)} s  ${steps}`,
  )
  return ['', ...lines, ''].join('\n')
}
