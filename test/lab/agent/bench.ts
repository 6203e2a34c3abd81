import type { TenantCertificate } from '../azure/certificates.ts'
import type { AgentGeneration, Operation } from './contract.ts'
import { layoutOf, type AgentFolders, type Layout } from './layout.ts'
import type { Machine } from './machine.ts'

/** One command that was run. `exitCode` is negative for a signal, as the agent counts; output is all of it. */
export interface CommandRun {
  readonly operation: Operation
  readonly version: string
  readonly command: string
  readonly environment: Readonly<Record<string, string>>
  readonly exitCode: number
  readonly timedOut: boolean
  readonly milliseconds: number
  readonly stdout: string
  readonly stderr: string
}

/** What the parts of the strict agent work on. */
export interface Bench {
  readonly machine: Machine
  readonly handler: string
  readonly folders: AgentFolders
  readonly generation: AgentGeneration
  readonly own: Readonly<Record<string, string>>
  readonly limits: Readonly<Record<Operation, number>>
  readonly onStart: (operation: Operation, group: number) => void
  readonly tenant: TenantCertificate
  /** Zip files by version. */
  readonly packages: ReadonlyMap<string, string>
  readonly runs: CommandRun[]
  readonly violations: string[]
}

/** Returns the paths of a version of the bench's handler. */
export function layout(bench: Bench, version: string): Layout {
  return layoutOf(bench.folders, bench.handler, version)
}
