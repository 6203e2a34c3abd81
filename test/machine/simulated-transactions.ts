import { layout } from '../../src/machine/layout.ts'
import type { World } from '../world.ts'

/** What a program does that is run as a transaction. */
export interface Scripted {
  readonly output?: string
  readonly exit?: number
  /** How long it takes; at once without it. */
  readonly ms?: number
  /** How long the launcher takes until it begins. */
  readonly startsAfterMs?: number
  /** It is killed: no exit code is left. */
  readonly cutShort?: boolean
  /** What it changes, when it ends. */
  readonly effect?: () => void
}

export interface StartedTransaction {
  readonly argv: readonly string[]
  readonly env: Readonly<Record<string, string>>
  /** The files of the folder when it begins, with their modes. */
  readonly files: Readonly<Record<string, { readonly text: string; readonly mode: number }>>
}

/**
 * Plays launcher and wrapper of the transaction against the clock of the world, by their contract: the ticket becomes
 * `running`, then output and `exit` appear. Answers the list of what was really begun, as it grows.
 */
export function simulateTransactions(
  world: World,
  script: (argv: readonly string[], count: number) => Scripted,
): StartedTransaction[] {
  const started: StartedTransaction[] = []
  const due: { at: number; run: () => void }[] = []
  const later = (ms: number, run: () => void): void => {
    if (ms === 0) run()
    else due.push({ at: world.time + ms, run })
  }
  world.onSleep = (now) => {
    for (const event of due.filter(({ at }) => at <= now)) {
      due.splice(due.indexOf(event), 1)
      event.run()
    }
  }
  world.onDetach = (launch, env) => {
    const [ticket = '', ...argv] = launch.slice(6)
    const { startsAfterMs = 0, ...scripted } = script(argv, started.length + 1)
    later(startsAfterMs, () => {
      if (!world.entries.delete(`${layout.transaction}/${ticket}`)) return
      const pid = String(4000 + started.length)
      started.push({ argv, env, files: folderOf(world) })
      world.file(`${layout.transaction}/running`, `${pid}\n`)
      world.file(`/proc/${pid}/cmdline`, ['/bin/sh', '-c', '…', 'aadsshlogin-transaction', ...argv].join('\0'))
      world.file(`${layout.transaction}/output`, scripted.output ?? '')
      later(scripted.ms ?? 0, () => {
        end(world, pid, scripted)
      })
    })
  }
  return started
}

function end(world: World, pid: string, { exit = 0, cutShort = false, effect }: Scripted): void {
  effect?.()
  if (!cutShort) world.file(`${layout.transaction}/exit`, `${exit}\n`)
  world.entries.delete(`/proc/${pid}/cmdline`)
}

function folderOf(world: World): StartedTransaction['files'] {
  const prefix = `${layout.transaction}/`
  const inFolder = [...world.entries].filter(([path]) => path.startsWith(prefix))
  return Object.fromEntries(
    inFolder.map(([path, { data, mode }]) => [
      path.slice(prefix.length),
      { text: new TextDecoder().decode(data), mode },
    ]),
  )
}
