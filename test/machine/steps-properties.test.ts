import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { planDeploy, type DeployRequest, type Plan } from '../../src/core/plan.ts'
import { planWithdraw } from '../../src/core/plan-withdraw.ts'
import type { RemovalCare } from '../../src/core/removal.ts'
import { selectProfile } from '../../src/core/profile.ts'
import type { Target } from '../../src/core/target.ts'
import { readDangling } from '../../src/machine/dangling-wiring.ts'
import { readFacts } from '../../src/machine/facts.ts'
import { grammars } from '../../src/machine/grammar.ts'
import { layout } from '../../src/machine/layout.ts'
import { emptyLedger, readLedger, viewLedger } from '../../src/machine/ledger.ts'
import { readKept } from '../../src/machine/own-files.ts'
import { queryPackages } from '../../src/machine/package-query.ts'
import { perform } from '../../src/machine/steps.ts'
import { deployRequest } from '../../src/operations/request.ts'
import { shippedProfiles } from '../core/distro-data.ts'
import { World } from '../world.ts'
import { dnfIn, RpmDatabase } from './simulated-rpm.ts'

const systems = {
  dnf: parseOsRelease('ID=rhel\nVERSION_ID=9.4\n', 'x86_64'),
  zypper: parseOsRelease('ID=sles\nVERSION_ID=15.6\n', 'x86_64'),
} as const

function targetOf(manager: keyof typeof systems): Target {
  const allowances = { derivatives: false, goneRepositories: false }
  const selection = selectProfile(shippedProfiles(), systems[manager], allowances)
  if (selection.kind !== 'supported') throw new Error(selection.code)
  return selection.target
}

interface Found {
  readonly manager: keyof typeof systems
  /** Whether the machine trusts the key of the repository. */
  readonly trusts: boolean
  /** What somebody has defined for the repository. */
  readonly entry: 'none' | 'enabled' | 'disabled'
  /** The folder of the keyring is there. */
  readonly folder: boolean
  readonly login: '0.9-1' | undefined
  readonly along: readonly string[]
}

const found: fc.Arbitrary<Found> = fc.record({
  manager: fc.constantFrom('dnf', 'zypper'),
  trusts: fc.boolean(),
  entry: fc.constantFrom('none', 'enabled', 'disabled'),
  folder: fc.boolean(),
  login: fc.constantFrom(undefined, '0.9-1'),
  along: fc.subarray(['liba', 'libb', 'gpg-pubkey-0a0b0c0d-1']),
})

/** A machine over rpm in memory, with everything that plans and steps need of it. */
class Machine {
  readonly world = new World()
  readonly database = new RpmDatabase(this.world)
  readonly target: Target
  readonly #manager: ReturnType<typeof dnfIn>

  constructor({ manager, trusts, entry, folder, login, along }: Found) {
    const { world, database } = this
    this.target = targetOf(manager)
    this.#manager = dnfIn(world, grammars[manager])
    const { repository, packages } = this.target
    const fingerprints = repository.keys.flatMap((key) => key.fingerprints)
    world.answer = () => ({
      kind: 'answer',
      status: 200,
      headers: {},
      body: new TextEncoder().encode(fingerprints.join()),
    })
    world.program('rmdir', ([, path = '']) => {
      if ([...world.entries.keys(), ...world.directories].some((one) => one.startsWith(`${path}/`)))
        return { exitCode: 1 }
      world.directories.delete(path)
      return { exitCode: 0 }
    })
    world
      .directory(repository.entryFile.replace(/\/[^/]*$/, ''))
      .directory('/etc/pki')
      .directory('/var/lib')
    if (folder) world.directory(repository.keyringFile.replace(/\/[^/]*$/, ''))
    if (trusts) for (const one of fingerprints) database.trust(one)
    if (entry !== 'none') {
      const url = `https://packages.microsoft.com${repository.path}`
      const text = `[somebody]\nbaseurl=${url}/\nenabled=${entry === 'enabled' ? 1 : 0}\n`
      world.file(repository.entryFile.replace('aadsshlogin-handler', 'somebody'), text)
    }
    database.packages.set('bash', '5-1')
    if (login !== undefined) database.packages.set(packages.login, login)
    for (const version of ['1.0.1-1', '0.9-1']) database.offered.set(packages.login, { version, along })
  }

  /** Everything but what the handler notes for itself, and the processes that ran. */
  state(): unknown {
    const hash = this.world.hash((path) => [layout.state, '/proc'].some((place) => path.startsWith(place)))
    return [hash, [...this.database.packages.entries()].toSorted()]
  }

  async deployment(mode: DeployRequest['mode']): Promise<Plan> {
    const { host, grammar } = this.#manager
    const system = { ...systems.dnf, prettyName: this.target.displayName }
    const facts = await readFacts(host, system, { target: this.target, grammar, agentFolder: '/var/lib/waagent' })
    const request = deployRequest({ target: this.target, grammar, facts }, {})
    return planDeploy(facts, { ...request, mode, interrupted: false })
  }

  async withdrawal(): Promise<Plan> {
    const { host, grammar } = this.#manager
    const names = [this.target.packages.selinux.name, this.target.packages.login]
    const facts = { packages: await queryPackages(host, grammar, names), keptFiles: await readKept(host) }
    const ledger = viewLedger(await readLedger(host))
    const { sshd, wiring } = this.target
    const care: RemovalCare = { sessions: 'wait', places: { sshd, wiring } }
    const found = { ...facts, danglingWiring: await readDangling(host, care.places) }
    return planWithdraw(found, { packages: names, ledger, interrupted: false, care })
  }

  async run(plan: Plan): Promise<void> {
    for (const { step } of plan.steps) await perform(this.#manager, step)
  }

  async takeBack(plan: Plan): Promise<void> {
    for (const { undo } of plan.steps.toReversed()) for (const step of undo) await perform(this.#manager, step)
  }
}

describe('on a machine over rpm, a deployment', () => {
  it('leaves nothing to do', async () => {
    await fc.assert(
      fc.asyncProperty(found, async (given) => {
        const machine = new Machine(given)
        await machine.run(await machine.deployment('upgrade'))

        expect((await machine.deployment('converge')).steps).toEqual([])
        expect(machine.database.packages.has(machine.target.packages.login)).toBe(true)
      }),
      { numRuns: 60 },
    )
  })

  it('taken back gives the state found', async () => {
    await fc.assert(
      fc.asyncProperty(found, fc.constantFrom('upgrade', 'converge'), async (given, mode) => {
        fc.pre(given.login === undefined || given.along.length === 0)
        const machine = new Machine(given)
        const before = machine.state()
        const plan = await machine.deployment(mode)
        await machine.run(plan)
        if (given.login !== undefined)
          machine.database.offered.set(machine.target.packages.login, { version: given.login })
        await machine.takeBack(plan)

        expect(machine.state()).toEqual(before)
        expect(await readLedger(machine.world.host())).toEqual(emptyLedger)
      }),
      { numRuns: 60 },
    )
  })

  it('withdrawn gives the first state, but for the login package', async () => {
    await fc.assert(
      fc.asyncProperty(found, async (given) => {
        const machine = new Machine(given)
        const first = new Machine({ ...given, login: undefined }).state()
        await machine.run(await machine.deployment('upgrade'))
        await machine.run(await machine.withdrawal())

        expect(machine.state()).toEqual(first)
        expect((await machine.withdrawal()).steps).toEqual([])
        expect(await readLedger(machine.world.host())).toEqual(emptyLedger)
      }),
      { numRuns: 60 },
    )
  })
})
