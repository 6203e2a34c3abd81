import type { Invocation } from '../agent/invocation.ts'
import type { Host, Journal } from '../host.ts'

export type Colour = 'passed' | 'warning' | 'blocked' | 'title' | 'faint'

/** What a person sees, and how wide it is. */
export interface Terminal {
  /** Characters in a line; undefined: a file or a pipe, where nothing is wrapped. */
  readonly width: number | undefined
  readonly paint: (colour: Colour, text: string) => string
  readonly out: (text: string) => void
  readonly err: (text: string) => void
  /** Waits for the work and says what is waited for once that takes long. */
  readonly progress: <T>(what: string, work: Promise<T>) => Promise<T>
  /** Rows as aligned columns, the last one wrapped. */
  readonly columns: (rows: readonly (readonly string[])[], width: number | undefined) => string
  readonly paragraph: (text: string, width: number | undefined, indentation?: number) => string
}

/** What is packed for support: a name below the archive's folder, and its text. */
export interface BundledFile {
  readonly name: string
  readonly text: string
}

/** Everything a verb needs from the outside. Nothing here writes a status or takes the lock of the agent's commands. */
export interface Desk {
  readonly host: Host & { readonly log: Journal }
  /** As if the agent had run the command in the package's own folder: where the person stands must not count. */
  readonly invocation: Invocation
  /** Where the person stands: what a relative path starts from. */
  readonly cwd: string
  readonly isRoot: boolean
  readonly version: string
  readonly pid: number
  readonly terminal: Terminal
  readonly pack: (folder: string, files: readonly BundledFile[], time: number) => Promise<Uint8Array>
}
