import { dirname } from 'node:path'
import { systemHost } from './adapters/system-host.ts'
import { describeFailure, type FailureText } from './core/failure.ts'
import { operationNames, type OperationName } from './core/limits.ts'
import type { VerbRequest } from './core/verb.ts'
import { run, type Door } from './run.ts'

interface Started {
  readonly operation: OperationName
  readonly standalone: boolean
}

declare const __HANDLER_VERSION__: string

/** This is app/main.cjs in the package, so the package root is two levels up. */
const packageRoot = dirname(import.meta.dirname)

export { systemHost }

/** Runs the command that the words name and answers its exit code. `machine` takes the place of the real one. */
export async function main(argv: readonly string[], machine: () => Door['host'] = () => systemHost()): Promise<number> {
  // The agent's one word is understood without what reads an operator's command line: every boot runs `enable`.
  const operation = operationNames.find((name) => name === argv[0])
  if (operation !== undefined && argv.length === 1) return run(door({ operation, standalone: false }, machine()))
  const { readCommandLine } = await import('./cli.ts')
  const wanted = await readCommandLine(argv, __HANDLER_VERSION__)
  switch (wanted.kind) {
    case 'text':
      process.stdout.write(`${wanted.text}\n`)
      return 0
    case 'wrong':
      return tellWrong(describeFailure('usage', { problem: wanted.problem }))
    case 'operation':
      return isRoot() || !wanted.standalone ? run(door(wanted, machine())) : refusePerson(wanted.operation)
    case 'verb':
      return answerPerson(wanted.request, machine())
  }
}

function isRoot(): boolean {
  return process.getuid?.() === 0
}

function refusePerson(operation: OperationName): number {
  const detail = { command: operation, program: `${packageRoot}/scripts/handler.sh` }
  return tellWrong(describeFailure('usage.not-root', detail))
}

function tellWrong({ exit, cause, remedy }: FailureText): number {
  process.stderr.write(`${exit}: ${cause}\n${remedy}\n`)
  return exit
}

function door({ operation, standalone }: Started, host: Door['host']): Door {
  return {
    host,
    invocation: { operation, cwd: process.cwd(), packageRoot, standalone, env: environment() },
    version: __HANDLER_VERSION__,
    pid: process.pid,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
  }
}

/** What only a person needs is loaded for a person only. */
async function answerPerson(request: VerbRequest, host: Door['host']): Promise<number> {
  const [{ operate }, { createTerminal }, { packArchive }] = await Promise.all([
    import('./operator/operate.ts'),
    import('./adapters/terminal.ts'),
    import('./adapters/archive.ts'),
  ])
  const env = environment()
  return operate(
    {
      host,
      invocation: { operation: 'install', cwd: packageRoot, packageRoot, env },
      cwd: process.cwd(),
      isRoot: isRoot(),
      version: __HANDLER_VERSION__,
      pid: process.pid,
      terminal: createTerminal(process, env),
      pack: packArchive,
    },
    request,
  )
}

function environment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']))
}
