import type { Facts, PackageState } from '../../src/core/facts.ts'
import { absentPackage, type Plan, type Step } from '../../src/core/plan.ts'
import type { LedgerView } from '../../src/core/plan-withdraw.ts'
import { isTrusted } from '../../src/core/trusted-key.ts'
import { base64, factsOf, installed } from './plan-cases.ts'

type ModelFacts = ReturnType<typeof factsOf>

/** A machine that does what steps mean, and the ledger that goes with it: the meaning of a plan in one page. */
export class Model {
  readonly packages: Map<string, PackageState>
  readonly files: Map<string, string>
  readonly altered: Map<string, string>
  readonly trusted: Set<string>
  readonly written = new Set<string>()
  readonly ledger = {
    files: [] as string[],
    packages: [] as string[],
    dependencies: [] as string[],
    keys: [] as string[],
  }
  readonly repositories: Facts['repositories']

  constructor(facts: ModelFacts) {
    this.packages = new Map(Object.entries(facts.packages))
    this.files = new Map(Object.entries(facts.ownFiles))
    this.altered = new Map(Object.entries(facts.alteredFiles))
    this.trusted = new Set(facts.trustedKeys)
    this.repositories = facts.repositories
    this.ledger.files.push(...this.files.keys())
  }

  /** What a look at the machine would find. */
  facts(): ModelFacts {
    return factsOf({
      packages: Object.fromEntries(this.packages),
      ownFiles: Object.fromEntries(this.files),
      alteredFiles: Object.fromEntries(this.altered),
      trustedKeys: [...this.trusted],
      repositories: this.repositories,
    })
  }

  view(): LedgerView {
    return this.ledger
  }

  run(plan: Plan): this {
    for (const { step } of plan.steps) this.perform(step)
    return this
  }

  /** Takes a plan back as the engine does: the last step first. */
  takeBack(plan: Plan): this {
    for (const { undo } of plan.steps.toReversed()) for (const step of undo) this.perform(step)
    return this
  }

  private perform(step: Step): void {
    switch (step.kind) {
      case 'install-key':
        this.write(step.path, base64(`keys ${step.keys.flatMap(({ fingerprints }) => fingerprints).join()}`))
        return
      case 'write-file':
        this.write(step.path, base64(step.content))
        return
      case 'restore-file':
        this.write(step.path, step.base64)
        if (step.recorded !== undefined) this.altered.set(step.path, step.recorded)
        return
      case 'remove-file':
        this.files.delete(step.path)
        this.altered.delete(step.path)
        drop(this.ledger.files, [step.path])
        return
      case 'trust-keys':
        for (const key of step.fingerprints.filter((one) => !isTrusted([...this.trusted], one))) {
          this.trusted.add(key)
          add(this.ledger.keys, [key])
        }
        return
      case 'distrust-keys':
        for (const key of step.fingerprints.filter((one) => this.ledger.keys.includes(one))) this.trusted.delete(key)
        drop(this.ledger.keys, step.fingerprints)
        return
      case 'install-prerequisites':
        for (const name of step.names.filter((one) => !this.isThere(one))) {
          this.packages.set(name, installed('1'))
          add(this.ledger.dependencies, [name])
        }
        return
      case 'install-packages':
        for (const { name, version = '9' } of step.packages) {
          const found = this.packages.get(name) ?? absentPackage
          if (found.status === 'absent' && !found.residual) add(this.ledger.packages, [name])
          this.packages.set(name, { ...found, status: 'installed', version, residual: found.residual })
        }
        return
      case 'remove-packages':
        for (const name of step.names) {
          const residual = !step.purge && (this.packages.get(name)?.residual ?? false)
          const held = this.packages.get(name)?.held ?? false
          this.packages.set(name, { ...absentPackage, held, residual, version: residual ? '0' : '' })
        }
        if (step.purge) drop(this.ledger.packages, step.names)
        return
      case 'remove-dependencies': {
        const names = [...(step.names ?? this.ledger.dependencies)]
        for (const name of names) this.packages.delete(name)
        drop(this.ledger.dependencies, names)
        return
      }
      case 'bring-back':
        for (const { name, version = '' } of step.packages) this.packages.set(name, installed(version))
        return
      case 'settle-sessions':
      case 'clear-wiring':
      case 'repair-packages':
      case 'reconfigure-packages':
      case 'reinstall-packages':
      case 'reload-sshd':
      case 'refresh-packages':
    }
  }

  private isThere(name: string): boolean {
    return (this.packages.get(name)?.status ?? 'absent') !== 'absent'
  }

  private write(path: string, data: string): void {
    this.files.set(path, data)
    this.altered.delete(path)
    this.written.add(path)
    add(this.ledger.files, [path])
  }
}

function add(list: string[], names: readonly string[]): void {
  for (const name of names) if (!list.includes(name)) list.push(name)
}

function drop(list: string[], names: readonly string[]): void {
  for (const name of names) if (list.includes(name)) list.splice(list.indexOf(name), 1)
}
