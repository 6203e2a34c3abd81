import { dirname } from 'node:path'
import { systemHost } from './adapters/system-host.ts'
import { describeFailure, type FailureText } from './core/failure.ts'
import { operationNames, type OperationName } from './core/limits.ts'
import type { VerbRequest } from './core/verb.ts'
import { run, type Door } from './run.ts'

declare const __HANDLER_VERSION__: string

/** The program: app/main.cjs in the package, so the package root is two levels up. */
const packageRoot = dirname(import.meta.dirname)

async function main(argv: readonly string[]): Promise<number> {
  // The agent's one word is understood without what reads an operator's command line: every boot runs `enable`.
  const operation = operationNames.find((name) => name === argv[0])
  if (operation !== undefined && argv.length === 1) return run(door({ operation, standalone: false }))
  const { readCommandLine } = await import('./cli.ts')
  const wanted = await readCommandLine(argv, __HANDLER_VERSION__)
  switch (wanted.kind) {
    case 'text':
      process.stdout.write(`${wanted.text}\n`)
      return 0
    case 'wrong':
      return tellWrong(describeFailure('usage', { problem: wanted.problem }))
    case 'operation':
      return isRoot() || !wanted.standalone ? run(door(wanted)) : refusePerson(wanted.operation)
    case 'verb':
      return answerPerson(wanted.request)
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

function door({ operation, standalone }: { operation: OperationName; standalone: boolean }): Door {
  return {
    host: systemHost(),
    invocation: { operation, cwd: process.cwd(), packageRoot, standalone, env: environment() },
    version: __HANDLER_VERSION__,
    pid: process.pid,
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
  }
}

/** What only a person needs is loaded for a person only. */
async function answerPerson(request: VerbRequest): Promise<number> {
  const [{ operate }, { createTerminal }, { packArchive }] = await Promise.all([
    import('./operator/operate.ts'),
    import('./adapters/terminal.ts'),
    import('./adapters/archive.ts'),
  ])
  const env = environment()
  return operate(
    {
      host: systemHost(),
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

void main(process.argv.slice(2)).then((code) => {
  // A name server that does not answer would keep the process for half a minute; everything is written by now.
  process.exit(code)
})
