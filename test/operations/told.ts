import { statusProblems } from '../status-validator.ts'
import { at, type Command, type Vm } from './vm.ts'

export interface Told {
  readonly name: string
  readonly status: string
  readonly code: number
  readonly formattedMessage: { readonly message: string }
}

export interface Status extends Told {
  readonly operation: string
  readonly substatus: readonly Told[]
}

export function statusFile({ version = '1.0.0', sequence = 0 }: Command = {}): string {
  return `${at.folder(version)}/status/${sequence}.status`
}

/** The status of a sequence number, which the agent must be able to take; undefined when there is none. */
export function statusOf(vm: Vm, command: Command = {}): Status | undefined {
  const text = vm.world.text(statusFile(command))
  if (text === undefined) return undefined
  const problems = statusProblems(text)
  if (problems.length > 0) throw new Error(`the agent would not take this status: ${problems.join('; ')}`)
  return (JSON.parse(text) as [{ status: Status }])[0].status
}

/** `name: status` of every substatus. */
export function substatuses(status: Status | undefined): string[] {
  return (status?.substatus ?? []).map(({ name, status: state }) => `${name}: ${state}`)
}

/** The telemetry events that were handed over, oldest first. */
export function eventsOf(vm: Vm): Record<string, string>[] {
  const paths = [...vm.world.entries.keys()].filter((path) => path.startsWith(`${at.events}/`)).sort()
  return paths.map((path) => JSON.parse(vm.world.text(path)!) as Record<string, string>)
}

/** One hash over the machine without what belongs to the agent: equal means that the handler changed nothing. */
export function machineHash({ world }: Vm): string {
  return world.hash((path) => path.startsWith(at.agentFolder) || path.startsWith(at.logFolder))
}
