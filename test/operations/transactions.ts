import type { World } from '../world.ts'
import type { Packages } from './packages.ts'

/** What the launcher of a transaction was asked: `sh -c launcher name wrapper folder ticket program…`. */
export function readLauncher(argv: readonly string[]): { folder: string; ticket: string; program: readonly string[] } {
  const [shell, flag, , name, , folder = '', ticket = '', ...program] = argv
  if (shell !== '/bin/sh' || flag !== '-c' || name !== 'aadsshlogin-launcher')
    throw new Error(`not a launcher: ${argv.join(' ')}`)
  return { folder, ticket, program }
}

/** Runs what the handler detaches: at once, or as long as `durationMs` says, whoever waits for it. */
export class Transactions {
  durationMs = 0
  /** What stood in the files of the folder when each program started, without our own records. */
  readonly files: Record<string, string>[] = []
  readonly environments: Readonly<Record<string, string>>[] = []
  #pid = 4000
  readonly #world: World
  readonly #packages: Packages
  #pending: { readonly at: number; readonly finish: () => void } | undefined

  constructor(world: World, packages: Packages) {
    this.#world = world
    this.#packages = packages
  }

  start(argv: readonly string[], environment: Readonly<Record<string, string>>): void {
    const { folder, ticket, program } = readLauncher(argv)
    this.#world.entries.delete(`${folder}/${ticket}`)
    const pid = String(this.#pid++)
    this.environments.push(environment)
    this.files.push(this.#filesIn(folder))
    this.#world
      .file(`${folder}/running`, `${pid}\n`)
      .file(`/proc/${pid}/cmdline`, ['/bin/sh', '-c', '', 'aadsshlogin-transaction', folder, ...program].join('\0'))
    const finish = (): void => {
      const { exitCode, output } = this.#packages.run(program)
      this.#world.entries.delete(`/proc/${pid}/cmdline`)
      this.#world.directories.delete(`/proc/${pid}`)
      this.#world.file(`${folder}/output`, output)
      if (exitCode !== undefined) this.#world.file(`${folder}/exit`, `${exitCode}\n`)
    }
    this.#pending = { at: this.#world.time + this.durationMs, finish }
    this.tick(this.#world.time)
  }

  /** Ends what is due at this time. */
  tick(now: number): void {
    if (this.#pending === undefined || now < this.#pending.at) return
    const { finish } = this.#pending
    this.#pending = undefined
    finish()
  }

  #filesIn(folder: string): Record<string, string> {
    const own = ['record.json', 'running', 'exit', 'output']
    const names = [...this.#world.entries.keys()].filter((path) => path.startsWith(`${folder}/`))
    return Object.fromEntries(
      names
        .map((path) => [path.slice(folder.length + 1), this.#world.text(path) ?? ''] as const)
        .filter(([name]) => !own.includes(name)),
    )
  }
}
