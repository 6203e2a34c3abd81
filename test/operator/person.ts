import { createTerminal } from '../../src/adapters/terminal.ts'
import type { VerbRequest } from '../../src/core/verb.ts'
import type { BundledFile } from '../../src/operator/desk.ts'
import { operatorSchema, type OperatorDocument } from '../../src/operator/documents.ts'
import { operate } from '../../src/operator/operate.ts'
import { MemoryJournal } from '../operations/memory-journal.ts'
import { recordedHost } from '../operations/recorded-host.ts'
import { at, type Vm } from '../operations/vm.ts'

export interface Person {
  readonly isRoot?: boolean
  /** Of the terminal; without it the output goes to a pipe. */
  readonly columns?: number
  readonly env?: Readonly<Record<string, string>>
  readonly cwd?: string
  /** Where the program stands that they run; the agent's folder unless told. */
  readonly packageRoot?: string
}

export interface Answered {
  readonly exitCode: number
  readonly out: string
  readonly err: string
  readonly journal: MemoryJournal
  /** What was packed, by name in the archive. */
  readonly packed: ReadonlyMap<string, string>
}

/** A person at the VM runs a verb of version 1.0.0. */
export async function ask(vm: Vm, request: VerbRequest, person: Person = {}): Promise<Answered> {
  const { isRoot = true, columns, env = {}, cwd = '/home/someone', packageRoot = at.folder('1.0.0') } = person
  const journal = new MemoryJournal()
  const said = { out: '', err: '' }
  const packed = new Map<string, string>()
  const stream = (name: 'out' | 'err') => ({
    write: (text: string) => {
      said[name] += text
      return true
    },
    on: () => undefined,
    ...(columns !== undefined && { isTTY: true, columns }),
  })
  const exitCode = await operate(
    {
      host: recordedHost(vm.world.host(), journal, (line) => void vm.story.push(line)),
      invocation: { operation: 'install', cwd: packageRoot, packageRoot, env },
      cwd,
      isRoot,
      version: '1.0.0',
      pid: 88,
      terminal: createTerminal({ stdout: stream('out'), stderr: stream('err') } as never, env),
      pack: async (_folder: string, files: readonly BundledFile[]) => {
        for (const { name, text } of files) packed.set(name, text)
        return new TextEncoder().encode('archive')
      },
    },
    request,
  )
  return { exitCode, ...said, journal, packed }
}

/** The document that `--json` printed, which must be what the schema says. */
export function documentOf<V extends OperatorDocument['verb']>(
  { out }: Answered,
  verb: V,
): Extract<OperatorDocument, { verb: V }> {
  const value: unknown = JSON.parse(out)
  const document = operatorSchema.parse(value)
  if (document.verb !== verb) throw new Error(`a document of ${document.verb}`)
  return document as Extract<OperatorDocument, { verb: V }>
}
