import { appendFileSync, existsSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { systemHost } from '../../../src/adapters/system-host.ts'
import { operationNames } from '../../../src/core/limits.ts'
import type { Files, Host, Journal, Processes, RunResult } from '../../../src/host.ts'
import { run } from '../../../src/run.ts'
import { folder, isSame, orderFile, traceFile, type Effect, type Fault, type Line, type Phase } from './order.ts'

// The handler of the lab in which things go wrong on command: the same ports as the product's, the same operations.
// Everything stands in this file, because a zip is built anew when its entry has changed.
declare const __HANDLER_VERSION__: string

type Ports = Host & { readonly log: Journal }

/** Something that is done, and how its failure looks: before it has happened, and when it has. */
interface Deed<T> {
  readonly work: () => Promise<T>
  readonly fails: () => T | Promise<T>
  readonly failsAfter?: () => Promise<T>
}

/** Where the handler is in its work, as its own log says. */
class Desk {
  readonly #operation: string
  readonly #faults: readonly Fault[]
  readonly #counts = new Map<string, number>()
  #phase: Phase = 'before'
  #step = ''

  constructor(operation: string) {
    this.#operation = operation
    this.#faults = existsSync(orderFile) ? (JSON.parse(readFileSync(orderFile, 'utf8')) as Fault[]) : []
  }

  /** Hears a line of the log. */
  hear(message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    const [, word = '', step = ''] = /^(step|step ended|taking back|taken back): (.*)$/s.exec(message) ?? []
    if (message === 'plan') this.#tell({ operation: this.#operation, plan: fields.steps as string[] })
    if (word === '') return
    this.#phase = word === 'step' ? 'step' : word === 'taking back' ? 'undo' : 'after'
    this.#step = this.#phase === 'after' ? '' : step
  }

  /** Does something, unless a fault is to strike just there. */
  async at<T>(label: string, { work, fails, failsAfter }: Deed<T>): Promise<T> {
    const effect = this.#count(label)
    this.#tell(effect)
    const fault = this.#faults.find((one) => isSame(one, effect))
    if (fault === undefined) return work()
    this.#tell({ struck: fault })
    switch (fault.manner) {
      case 'dies before':
        return die()
      case 'fails before':
        return fails()
      case 'dies after':
        await work()
        return die()
      case 'fails after':
        if (failsAfter !== undefined) return failsAfter()
        await work()
        return fails()
    }
  }

  #count(label: string): Effect {
    const place = { operation: this.#operation, phase: this.#phase, step: this.#step, label }
    const key = Object.values(place).join('|')
    const count = (this.#counts.get(key) ?? 0) + 1
    this.#counts.set(key, count)
    return { ...place, count }
  }

  #tell(line: Line): void {
    if (existsSync(folder)) appendFileSync(traceFile, `${JSON.stringify(line)}\n`)
  }
}

/** SIGKILL to the whole process group, as the agent and the machine's memory killer send it. */
function die(): never {
  process.kill(0, 'SIGKILL')
  throw new Error('still alive after SIGKILL')
}

function refusal(code: string, what: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: a fault of the lab, ${what}`), { code })
  }
}

/** The same host, at whose every effect a fault may strike. */
function faulty(host: Ports, desk: Desk): Ports {
  const { clock, environmentProxy, http, identity, keyring, log, random } = host
  const silence = { kind: 'silence', reason: 'a fault of the lab' } as const
  return {
    ...{ clock, environmentProxy, keyring, random },
    files: faultyFiles(host.files, desk),
    processes: faultyProcesses(host.processes, desk),
    http: { get: (request) => desk.at(`get ${request.url}`, { work: () => http.get(request), fails: () => silence }) },
    identity: {
      request: (scope, timeoutMs) =>
        desk.at('ask for the identity', { work: () => identity.request(scope, timeoutMs), fails: () => silence }),
    },
    log: {
      open: (path, prefix) => log.open(path, prefix),
      configure: (level, secrets) => {
        log.configure(level, secrets)
      },
      redact: (text) => log.redact(text),
      close: () => log.close(),
      write: (level, message, fields) => {
        desk.hear(message, fields)
        log.write(level, message, fields)
      },
    },
  }
}

/** What is not there needs no removing, and what is there no making: then nothing is done to the machine. */
function faultyFiles(files: Files, desk: Desk): Files {
  const isThere = async (path: string): Promise<boolean> => (await files.stat(path)) !== undefined
  // A port that is new does not compile before it is told here what a fault in it is.
  const reading: Pick<Files, 'readText' | 'readBytes' | 'list' | 'stat' | 'resolve' | 'fileSystem'> = files
  return {
    ...reading,
    writeAtomic: (path, data, mode) => {
      const work = (): Promise<void> => files.writeAtomic(path, data, mode)
      return desk.at(`write ${stable(path)}`, { work, fails: refusal('ENOSPC', `write '${path}'`) })
    },
    makeDirectory: async (path, mode) => {
      const work = (): Promise<string | undefined> => files.makeDirectory(path, mode)
      return (await isThere(path)) ? work() : desk.at(`make ${path}`, { work, fails: refusal('ENOSPC', path) })
    },
    rename: (from, to) => {
      const work = (): Promise<void> => files.rename(from, to)
      return desk.at(`rename ${stable(from)}`, { work, fails: refusal('EROFS', `rename '${from}'`) })
    },
    remove: async (path) => {
      const work = (): Promise<void> => files.remove(path)
      return (await isThere(path)) ? desk.at(`remove ${path}`, { work, fails: refusal('EPERM', path) }) : work()
    },
  }
}

function faultyProcesses(processes: Processes, desk: Desk): Processes {
  const locking: Pick<Processes, 'lock'> = processes
  return {
    ...locking,
    run: (argv, options) => {
      const work = (): Promise<RunResult> => processes.run(argv, options)
      const fails = (): RunResult => ({ exitCode: undefined, stdout: '', stderr: '', problem: 'timed out' })
      const failsAfter = async (): Promise<RunResult> => ({ ...(await work()), exitCode: 1, stderr: 'a fault\n' })
      return desk.at(`ask ${words(argv)}`, { work, fails, failsAfter })
    },
    detach: (argv, env) => {
      const own = argv.findIndex((word) => /^aadsshlogin-\d+$/.test(word)) + 1
      const [launcher, program] = [argv.slice(0, own), argv.slice(own)]
      const start = (...command: readonly string[]): Promise<void> => processes.detach([...launcher, ...command], env)
      return desk.at(`start ${words(program)}`, {
        work: () => start(...program),
        fails: () => start('sh', '-c', said),
        failsAfter: () => start('sh', '-c', `"$@"; ${said}`, 'sh', ...program),
      })
    },
  }
}

const said = 'echo "E: a fault of the lab"; exit 100'

function stable(path: string): string {
  return path.replaceAll(/\d{10,}/g, 'N')
}

/** A command in short: the program and what is no option, the last part of paths. */
function words(argv: readonly string[]): string {
  return argv
    .filter((word, at) => at === 0 || !/^-|[\n{}%:=]/.test(word))
    .map((word) => word.replace(/^.*\//, ''))
    .join(' ')
}

/** Nothing but the five commands: no verb for people, and no warming up when the zip is made. */
async function main(): Promise<void> {
  const operation = operationNames.find((name) => name === process.argv[2])
  if (operation === undefined) return
  const packageRoot = dirname(import.meta.dirname)
  const env = Object.fromEntries(Object.entries(process.env).map(([name, value]) => [name, value ?? '']))
  const code = await run({
    host: faulty(systemHost(), new Desk(operation)),
    invocation: { operation, cwd: process.cwd(), packageRoot, env },
    version: __HANDLER_VERSION__,
    pid: process.pid,
    stderr: (text) => void process.stderr.write(text),
  })
  process.exit(code)
}

void main()
