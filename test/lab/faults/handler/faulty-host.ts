import type { Files, Host, Journal, Processes, RunResult } from '../../../../src/host.ts'
import type { Desk } from './desk.ts'

export type Ports = Host & { readonly log: Journal }

/** How a package transaction is made to fail: what is started in its place. */
export interface Stage {
  /** Fails and does nothing. */
  readonly nothing: (program: readonly string[]) => readonly string[]
  /** Does it, and fails. */
  readonly done: (program: readonly string[]) => readonly string[]
}

function refusal(code: string, what: string): () => never {
  return () => {
    throw Object.assign(new Error(`${code}: a fault of the lab, ${what}`), { code })
  }
}

/** The same host, at whose every effect a fault may strike. */
export function faulty(host: Ports, desk: Desk, stage: Stage): Ports {
  const { clock, environmentProxy, http, identity, keyring, log, machine, random } = host
  const silence = { kind: 'silence', reason: 'a fault of the lab' } as const
  return {
    ...{ clock, environmentProxy, keyring, machine, random },
    files: faultyFiles(host.files, desk),
    processes: faultyProcesses(host.processes, desk, stage),
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
  const reading: Pick<Files, 'readText' | 'readBytes' | 'list' | 'stat' | 'resolve' | 'fileSystem' | 'watch'> = files
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

function faultyProcesses(processes: Processes, desk: Desk, stage: Stage): Processes {
  const locking: Pick<Processes, 'lock'> = processes
  return {
    ...locking,
    run: (argv, options) => {
      const work = (): Promise<RunResult> => processes.run(argv, options)
      const fails = (): RunResult => ({ exitCode: undefined, stdout: '', stderr: '', problem: 'SIGKILL' })
      const failsAfter = async (): Promise<RunResult> => ({ ...(await work()), exitCode: 1, stderr: 'a fault\n' })
      return desk.at(`ask ${words(argv)}`, { work, fails, failsAfter })
    },
    detach: (argv, env) => {
      const own = argv.findIndex((word) => /^aadsshlogin-\d+$/.test(word)) + 1
      const [launcher, program] = [argv.slice(0, own), argv.slice(own)]
      const start = (command: readonly string[]): Promise<void> => processes.detach([...launcher, ...command], env)
      return desk.at(`start ${words(program)}`, {
        work: () => start(program),
        fails: () => start(stage.nothing(program)),
        failsAfter: () => start(stage.done(program)),
      })
    },
  }
}

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
