import { dirname } from 'node:path'
import { getProxyForUrl } from 'proxy-from-env'
import { systemClock } from './adapters/clock.ts'
import { systemFiles } from './adapters/files.ts'
import { createHttp } from './adapters/http.ts'
import { createIdentity } from './adapters/identity.ts'
import { createJournal } from './adapters/journal.ts'
import { createKeyring } from './adapters/keyring.ts'
import { systemProcesses } from './adapters/processes.ts'
import { readCommandLine } from './cli.ts'
import { describeFailure } from './core/failure.ts'
import { run, type Door } from './run.ts'

declare const __HANDLER_VERSION__: string

/** The program: app/main.cjs in the package, so the package root is two levels up. */
async function main(argv: readonly string[]): Promise<number> {
  const wanted = await readCommandLine(argv, __HANDLER_VERSION__)
  if (wanted.kind === 'text') {
    process.stdout.write(`${wanted.text}\n`)
    return 0
  }
  if (wanted.kind === 'wrong') {
    const { exit, cause, remedy } = describeFailure('usage', { problem: wanted.problem })
    process.stderr.write(`${exit}: ${cause}\n${remedy}\n`)
    return exit
  }
  return run(door(wanted.operation))
}

function door(operation: Door['invocation']['operation']): Door {
  const clock = systemClock()
  const http = createHttp()
  const env = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']))
  return {
    host: {
      files: systemFiles(),
      processes: systemProcesses(),
      clock,
      http,
      environmentProxy: (url) => getProxyForUrl(url) || undefined,
      identity: createIdentity(http),
      keyring: createKeyring(),
      log: createJournal(clock),
      random: Math.random,
    },
    invocation: { operation, cwd: process.cwd(), packageRoot: dirname(import.meta.dirname), env },
    version: __HANDLER_VERSION__,
    pid: process.pid,
    stderr: (text) => void process.stderr.write(text),
  }
}

void main(process.argv.slice(2)).then((code) => {
  // A name server that does not answer would keep the process for half a minute; everything is written by now.
  process.exit(code)
})
