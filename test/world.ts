import { createHash } from 'node:crypto'
import { dirname } from 'node:path'
import type {
  FileStat,
  Host,
  HttpAnswer,
  HttpRequest,
  IdentityAnswer,
  LogLevel,
  PublicKey,
  RunResult,
} from '../src/host.ts'
import { FileTooLarge } from '../src/host.ts'

interface Entry {
  data: Uint8Array
  mode: number
  mtimeMs: number
  inode: number
  uid: number
}

/** What a scripted program answers; `argv[0]` is its name. */
export type Program = (
  argv: readonly string[],
  call: { env: Readonly<Record<string, string>>; input: string },
) => Partial<RunResult>

/**
 * A world in memory for unit tests: files, programs, network and a clock that only moves when somebody sleeps.
 * Reaching for anything that the test did not put there is an error, so no test touches the real machine.
 */
export class World {
  readonly entries = new Map<string, Entry>()
  readonly directories = new Set<string>(['/'])
  readonly links = new Map<string, string>()
  readonly programs = new Map<string, Program>()
  readonly calls: (readonly string[])[] = []
  readonly detached: (readonly string[])[] = []
  readonly requests: HttpRequest[] = []
  readonly identityScopes: string[] = []
  readonly logged: { level: LogLevel; message: string; fields?: Readonly<Record<string, unknown>> }[] = []
  readonly sleeps: number[] = []
  /** Called with the time after every sleep: lets a test change the world while the handler waits. */
  onSleep: (now: number) => void = () => undefined
  onDetach: (argv: readonly string[], env: Readonly<Record<string, string>>) => void = () => undefined
  answer: (request: HttpRequest) => HttpAnswer | Promise<HttpAnswer> = (request) => {
    throw new Error(`no network in unit tests: ${request.url}`)
  }
  identityAnswer: () => IdentityAnswer = () => {
    throw new Error('no identity in this test')
  }
  publicKey: (bytes: Uint8Array) => PublicKey | undefined = () => undefined
  lockHolder: string | undefined
  environmentProxy: string | undefined
  freeBytes = 10_000_000_000
  readOnlyPaths: string[] = []
  noExecPaths: string[] = []
  randomNumber = 0.5
  machine = 'x86_64'
  time = Date.UTC(2026, 10, 22)
  private inode = 100

  /** Puts a file there, parents included. */
  file(path: string, data: string | Uint8Array, mode = 0o644, uid = 0): this {
    const bytes = typeof data === 'string' ? new TextEncoder().encode(data) : data
    this.entries.set(path, { data: bytes, mode, mtimeMs: this.time, inode: this.inode++, uid })
    this.directory(dirname(path))
    return this
  }

  directory(path: string): this {
    for (let at = path; at !== '/'; at = dirname(at)) this.directories.add(at)
    return this
  }

  link(path: string, target: string): this {
    this.links.set(path, target)
    return this.directory(dirname(path))
  }

  program(name: string, program: Program | Partial<RunResult>): this {
    this.programs.set(name, typeof program === 'function' ? program : () => program)
    return this
  }

  text(path: string): string | undefined {
    const entry = this.entries.get(this.follow(path))
    return entry === undefined ? undefined : new TextDecoder().decode(entry.data)
  }

  mode(path: string): number | undefined {
    return this.entries.get(this.follow(path))?.mode
  }

  /** One hash over every file and directory: equal means nothing was changed. */
  hash(except: (path: string) => boolean = () => false): string {
    const hash = createHash('sha256')
    for (const [path, entry] of [...this.entries].sort(([a], [b]) => (a < b ? -1 : 1)))
      if (!except(path)) hash.update(`${path}\0${String(entry.mode)}\0`).update(entry.data)
    for (const path of [...this.directories].sort()) if (!except(path)) hash.update(`${path}/\0`)
    return hash.digest('hex')
  }

  follow(path: string): string {
    const target = this.links.get(path)
    return target === undefined
      ? path
      : this.follow(target.startsWith('/') ? target : new URL(target, `file://${path}`).pathname)
  }

  host(): Host {
    return {
      files: this.fileAdapter(),
      processes: {
        run: (argv, options) => {
          this.calls.push(argv)
          const program = this.programs.get(argv[0]!)
          if (program === undefined)
            return Promise.resolve({ exitCode: undefined, stdout: '', stderr: '', problem: 'ENOENT' })
          const input = options.input === undefined ? '' : new TextDecoder().decode(options.input)
          return Promise.resolve({
            exitCode: 0,
            stdout: '',
            stderr: '',
            ...program(argv, { env: options.env ?? {}, input }),
          })
        },
        detach: (argv, env) => {
          this.detached.push(argv)
          this.onDetach(argv, env)
          return Promise.resolve()
        },
        lock: async (_path, waitMs) => {
          if (this.lockHolder !== undefined) await this.sleep(waitMs)
          return this.lockHolder === undefined ? { release: () => Promise.resolve() } : undefined
        },
      },
      clock: { now: () => this.time, monotonic: () => this.time, sleep: (ms) => this.sleep(ms) },
      http: {
        get: async (request) => {
          this.requests.push(request)
          return this.answer(request)
        },
      },
      environmentProxy: () => this.environmentProxy,
      identity: {
        request: (scope) => {
          this.identityScopes.push(scope)
          return Promise.resolve(this.identityAnswer())
        },
      },
      keyring: { read: (bytes) => Promise.resolve(this.publicKey(bytes)) },
      log: { write: (level, message, fields) => void this.logged.push({ level, message, ...(fields && { fields }) }) },
      machine: this.machine,
      random: () => this.randomNumber,
    }
  }

  private sleep(ms: number): Promise<void> {
    this.sleeps.push(ms)
    this.time += ms
    this.onSleep(this.time)
    return Promise.resolve()
  }

  private fileAdapter(): Host['files'] {
    const bytes = (path: string, maxBytes = Infinity): Uint8Array | undefined => {
      const entry = this.entries.get(this.follow(path))
      if (entry !== undefined && entry.data.length > maxBytes) throw new FileTooLarge(path)
      return entry?.data
    }
    const guard = (path: string): void => {
      if (this.readOnlyPaths.some((prefix) => path.startsWith(prefix)))
        throw Object.assign(new Error(`EROFS: read-only file system, open '${path}'`), { code: 'EROFS' })
    }
    return {
      readText: async (path, maxBytes) => {
        const data = bytes(path, maxBytes)
        return data === undefined ? undefined : new TextDecoder().decode(data)
      },
      readBytes: async (path, maxBytes) => bytes(path, maxBytes),
      list: async (path) => {
        if (!this.directories.has(path)) return undefined
        const prefix = path === '/' ? '/' : `${path}/`
        const all = [...this.entries.keys(), ...this.directories, ...this.links.keys()]
        const names = all
          .filter((p) => p.startsWith(prefix) && p !== path)
          .map((p) => p.slice(prefix.length).split('/')[0]!)
        return [...new Set(names)].sort()
      },
      stat: async (path) => this.stat(path),
      resolve: async (path) => {
        const end = this.follow(path)
        return this.entries.has(end) || this.directories.has(end) ? end : undefined
      },
      watch: () => ({ appeared: (waitMs) => this.sleep(waitMs), stop: () => undefined }),
      writeAtomic: async (path, data, mode) => {
        guard(path)
        if (!this.directories.has(dirname(path))) throw Object.assign(new Error(`ENOENT: ${path}`), { code: 'ENOENT' })
        this.file(path, data, mode)
      },
      makeDirectory: async (path) => {
        guard(path)
        let top: string | undefined
        for (let at = path; !this.directories.has(at); at = dirname(at)) top = at
        this.directory(path)
        return top
      },
      rename: async (from, to) => {
        guard(to)
        const link = this.links.get(from)
        if (link !== undefined) {
          this.links.delete(from)
          this.entries.delete(to)
          this.link(to, link)
          return
        }
        const entry = this.entries.get(from)
        if (entry === undefined) throw Object.assign(new Error(`ENOENT: ${from}`), { code: 'ENOENT' })
        this.entries.delete(from)
        this.entries.set(to, entry)
      },
      remove: async (path) => {
        guard(path)
        for (const map of [this.entries, this.links])
          for (const at of [...map.keys()]) if (at === path || at.startsWith(`${path}/`)) map.delete(at)
        for (const at of [...this.directories])
          if (at === path || at.startsWith(`${path}/`)) this.directories.delete(at)
      },
      fileSystem: async (path) => ({
        freeBytes: this.freeBytes,
        readOnly: this.readOnlyPaths.some((prefix) => path.startsWith(prefix)),
        noExec: this.noExecPaths.some((prefix) => path.startsWith(prefix)),
        mountPoint: [...this.readOnlyPaths, ...this.noExecPaths].find((prefix) => path.startsWith(prefix)) ?? '/',
      }),
    }
  }

  private stat(path: string): FileStat | undefined {
    if (this.links.has(path)) return { type: 'link', size: 0, mtimeMs: 0, inode: 0, mode: 0o777, uid: 0 }
    const entry = this.entries.get(path)
    if (entry !== undefined) {
      const { data, mtimeMs, inode, mode, uid } = entry
      return { type: 'file', size: data.length, mtimeMs, inode, mode, uid }
    }
    if (this.directories.has(path)) return { type: 'directory', size: 0, mtimeMs: 0, inode: 0, mode: 0o755, uid: 0 }
    return undefined
  }
}
