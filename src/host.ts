/**
 * The ports: everything the handler does to the world goes through one Host.
 * Adapters implement it with Node; unit tests with a world in memory.
 */
export interface Host {
  readonly files: Files
  readonly processes: Processes
  readonly clock: Clock
  readonly http: Http
  /** The proxy that the agent's environment names for an address (http_proxy, https_proxy, no_proxy). */
  readonly environmentProxy: (url: string) => string | undefined
  readonly identity: Identity
  readonly keyring: Keyring
  readonly log: Log
  /** The processor, as the kernel calls it (`uname -m`). */
  readonly machine: string
  /** A number in [0, 1): jitter only, never a secret. */
  readonly random: () => number
}

export interface FileStat {
  readonly type: 'file' | 'directory' | 'link' | 'other'
  readonly size: number
  readonly mtimeMs: number
  readonly inode: number
  readonly mode: number
  /** Number of the owner; 0 is root. */
  readonly uid: number
}

/** All paths are absolute. Absence is a value (`undefined`), any other trouble is thrown. */
export interface Files {
  /** The text of a file decoded as UTF-8, or undefined when there is none. Throws FileTooLarge beyond `maxBytes`. */
  readText(path: string, maxBytes?: number): Promise<string | undefined>
  readBytes(path: string, maxBytes?: number): Promise<Uint8Array | undefined>
  /** Names in a directory, sorted; undefined when there is no such directory. */
  list(path: string): Promise<string[] | undefined>
  /** lstat: a symbolic link is a link. */
  stat(path: string): Promise<FileStat | undefined>
  /** Where a path ends after all links, or undefined when it ends nowhere. */
  resolve(path: string): Promise<string | undefined>
  /** Replaces a file whole or not at all: temporary file beside it, fsync, rename. */
  writeAtomic(path: string, data: string | Uint8Array, mode: number): Promise<void>
  /** Makes a directory and its parents; answers the topmost directory it had to create. */
  makeDirectory(path: string, mode: number): Promise<string | undefined>
  rename(from: string, to: string): Promise<void>
  /** Removes a file or a whole tree; absence is fine. */
  remove(path: string): Promise<void>
  /** Waits for a file to appear in a folder that is there. Where the system does not tell, waiting takes its whole time. */
  watch(path: string): Watch
  /** Free bytes for root on the file system that holds the path, where and how it is mounted. */
  fileSystem(path: string): Promise<FileSystem | undefined>
}

export interface Watch {
  /** Resolves when the file has appeared since it was last asked, at latest after `waitMs`. */
  appeared(waitMs: number): Promise<void>
  stop(): void
}

export interface FileSystem {
  readonly freeBytes: number
  readonly readOnly: boolean
  readonly noExec: boolean
  readonly mountPoint: string
}

/** Thrown by Files when a file is larger than its reader is ready to take. */
export class FileTooLarge extends Error {
  override readonly name = 'FileTooLarge'
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>
  readonly input?: Uint8Array
  /** Then there is no answer and the child is killed: only for questions that change nothing. */
  readonly timeoutMs: number
  /** It is left to end by itself instead, also when this process is killed: a package manager may hold a lock. */
  readonly spare?: boolean
}

export interface RunResult {
  /** undefined when the program could not be started, was killed or timed out. */
  readonly exitCode: number | undefined
  readonly stdout: string
  readonly stderr: string
  /** Why there is no exit code, e.g. `ENOENT`, `timed out`, `SIGKILL`. */
  readonly problem?: string
}

/** A kernel lock held by this process until it is released or the process ends, however it ends. */
export interface HeldLock {
  release(): Promise<void>
}

export interface Processes {
  /** Runs a program to its end with a clean environment; never throws for what the program does. */
  run(argv: readonly string[], options: RunOptions): Promise<RunResult>
  /** Starts a program in a session of its own that nobody waits for and no signal of ours reaches. */
  detach(argv: readonly string[], env: Readonly<Record<string, string>>): Promise<void>
  /** Takes an exclusive lock on a file, waiting at most `waitMs`; undefined when another process keeps it. */
  lock(path: string, waitMs: number): Promise<HeldLock | undefined>
}

export interface Clock {
  /** Wall clock, milliseconds since 1970. */
  now(): number
  /** Milliseconds that never go back: for budgets. */
  monotonic(): number
  sleep(ms: number): Promise<void>
}

export interface HttpRequest {
  readonly url: string
  readonly headers?: Readonly<Record<string, string>>
  readonly timeoutMs: number
  readonly maxBytes: number
  /** Goes through this proxy; without it the request is direct whatever the environment says. */
  readonly proxy?: string
}

/** How far a request came. With a proxy all is the proxy's until the way to the host is open. */
export type NetworkPhase = 'dns' | 'tcp' | 'tls' | 'proxy' | 'http'

export type HttpAnswer =
  | {
      readonly kind: 'answer'
      readonly status: number
      readonly headers: Readonly<Record<string, string>>
      readonly body: Uint8Array
    }
  | { readonly kind: 'silence'; readonly reason: string; readonly phase?: NetworkPhase }

export interface Http {
  /** One GET, no redirect followed, no retry. Network trouble is a value. */
  get(request: HttpRequest): Promise<HttpAnswer>
}

/** What the metadata service said when asked for a token. The token itself never leaves this value. */
export type IdentityAnswer =
  | { readonly kind: 'token'; readonly token: string }
  | { readonly kind: 'refused'; readonly status: number; readonly retryAfterMs?: number }
  | { readonly kind: 'silence'; readonly reason: string }

export interface Identity {
  /** One request for a token of the machine's managed identity; no retry, no proxy. */
  request(scope: string, timeoutMs: number): Promise<IdentityAnswer>
}

export interface PublicKey {
  /** Upper-case hexadecimal fingerprints of the primary keys in the file. */
  readonly fingerprints: readonly string[]
  /** The same keys without ASCII armour. */
  readonly binary: Uint8Array
  /** The same keys, a block of armour for each, as rpm reads them. */
  readonly armoured: string
}

export interface Keyring {
  /** Reads an armoured or binary OpenPGP public key file; undefined when it is not one. */
  read(bytes: Uint8Array): Promise<PublicKey | undefined>
}

export type LogLevel = 'error' | 'warn' | 'info' | 'debug'

export interface Log {
  write(level: LogLevel, message: string, fields?: Readonly<Record<string, unknown>>): void
}

/** The log as the run sees it: it knows where lines go, what must not be in them, and when all are on disk. */
export interface Journal extends Log {
  /** Lines written so far and from now on go to this folder; answers the path of the log. */
  open(folder: string, prefix: string): string
  configure(level: LogLevel, secrets: readonly string[]): void
  /** A text without the secrets that were named and without what looks like one. */
  redact(text: string): string
  /** Resolves when every line is on disk. */
  close(): Promise<void>
}
