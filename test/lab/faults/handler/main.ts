import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemHost } from '../../../../src/adapters/system-host.ts'
import { operationNames } from '../../../../src/core/limits.ts'
import { run } from '../../../../src/run.ts'
import { Desk } from './desk.ts'
import { faulty, type Stage } from './faulty-host.ts'
import { folder, orderFile, traceFile, type Fault, type Line } from './order.ts'

// The handler of the lab in which things go wrong on command: the same ports as the product's, the same operations.
declare const __HANDLER_VERSION__: string

/** Nothing but the five commands: no verb for people, and no warming up when the zip is made. */
export async function main([word]: readonly string[]): Promise<number> {
  const operation = operationNames.find((name) => name === word)
  if (operation === undefined) return 0
  const packageRoot = dirname(import.meta.dirname)
  const env = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']))
  const faults = existsSync(orderFile) ? (JSON.parse(readFileSync(orderFile, 'utf8')) as Fault[]) : []
  return run({
    host: faulty(systemHost(), new Desk(operation, faults, { tell, die }), stage),
    invocation: { operation, cwd: process.cwd(), packageRoot, env },
    version: __HANDLER_VERSION__,
    pid: process.pid,
    stdout: () => undefined,
    stderr: (text) => void process.stderr.write(text),
  })
}

function tell(line: Line): void {
  if (existsSync(folder)) appendFileSync(traceFile, `${JSON.stringify(line)}\n`)
}

/** SIGKILL to the whole process group, as the agent and the machine's memory killer send it. */
function die(): never {
  process.kill(0, 'SIGKILL')
  throw new Error('still alive after SIGKILL')
}

const said = 'echo "E: a fault of the lab"; exit 100'
const stage: Stage = {
  nothing: () => ['sh', '-c', said],
  done: (program) => ['sh', '-c', `"$@"; ${said}`, 'sh', ...program],
}
