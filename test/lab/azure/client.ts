import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { request, type IncomingMessage } from 'node:http'
import { fileURLToPath } from 'node:url'
import { controlCalls, type FabricControl } from './control.ts'
import type { FabricConfig } from './fabric.ts'
import { patienceMs } from '../patience.ts'

/** Returns the fabric's control behind a UNIX socket, which is reachable from any network namespace. */
export function connectFabric(socketPath: string): FabricControl {
  const calls = controlCalls.map((name) => [name, (argument: unknown) => call(socketPath, name, argument)])
  return Object.fromEntries(calls) as FabricControl
}

/** A fabric that was started; `stop` ends it and waits for its end. */
export interface RunningFabric {
  readonly control: FabricControl
  readonly pid: number
  readonly stop: () => Promise<void>
}

/**
 * Starts the fabric and waits until all its servers are open. `prefix` is put before the command, for instance
 * `['nsenter', '--net=/run/netns/lab']`. Throws with its error output when it does not come up in time.
 */
export async function startFabric(config: FabricConfig, prefix: readonly string[] = []): Promise<RunningFabric> {
  const program = fileURLToPath(new URL('fabric.ts', import.meta.url))
  const argument = JSON.stringify({ runner: process.pid, ...config })
  const [command, ...args] = [...prefix, process.execPath, program, argument]
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] })
  const ended = once(child, 'close')
  let said = ''
  let complaint = ''
  child.stderr.on('data', (chunk: Buffer) => (complaint += chunk.toString()))
  const ready = new Promise<void>((resolve) => {
    child.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString()
      if (said.includes('ready\n')) resolve()
    })
  })
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  await Promise.race([ready, ended])
  clearTimeout(timer)
  if (!said.includes('ready\n')) throw new Error(`the fabric did not start: ${complaint}`)
  return {
    control: connectFabric(config.control),
    pid: child.pid!,
    stop: async () => {
      child.kill('SIGTERM')
      await ended
    },
  }
}

async function call(socketPath: string, name: string, argument: unknown): Promise<unknown> {
  const body = argument === undefined ? '' : JSON.stringify(argument)
  const outgoing = request({ socketPath, path: `/${name}`, method: 'POST', agent: false })
  outgoing.end(body)
  const [response] = (await once(outgoing, 'response')) as [IncomingMessage]
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  if (response.statusCode === 200) return value
  throw new Error(`fabric ${name}: ${(value as { error: string }).error}`)
}
