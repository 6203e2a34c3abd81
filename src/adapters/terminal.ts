import { styleText } from 'node:util'
import type { WriteStream } from 'node:tty'
import { columns, paragraph } from './columns.ts'

/** What the process was given to speak with. */
export interface Streams {
  readonly stdout: Pick<WriteStream, 'write' | 'on'> & { readonly isTTY?: boolean; readonly columns?: number }
  readonly stderr: Pick<WriteStream, 'write' | 'on'> & { readonly isTTY?: boolean }
}

const colours = { passed: 'green', warning: 'yellow', blocked: 'red', title: 'bold', faint: 'dim' } as const
export type Colour = keyof typeof colours

const everyMs = 1000
const clearLine = '\r\u001B[K'

/**
 * The person's screen. Colour only on a terminal that has it and without NO_COLOR (https://no-color.org); no width
 * where the output is a file or a pipe. A reader that went away (`| head`) ends nothing.
 */
export function createTerminal({ stdout, stderr }: Streams, env: Readonly<Record<string, string | undefined>>) {
  for (const stream of [stdout, stderr]) stream.on('error', () => undefined)
  const isTerminal = stdout.isTTY === true
  const plain = !isTerminal || (env.NO_COLOR ?? '') !== '' || env.TERM === 'dumb'
  return {
    columns,
    paragraph,
    width: isTerminal ? (stdout.columns ?? 0) || 80 : undefined,
    paint: (colour: Colour, text: string): string =>
      plain || text === '' ? text : styleText(colours[colour], text, { validateStream: false }),
    out: (text: string): void => void stdout.write(`${text}\n`),
    err: (text: string): void => void stderr.write(`${text}\n`),
    /** Waits for the work; a terminal is told what is waited for once that takes longer than a second. */
    progress: <T>(what: string, work: Promise<T>): Promise<T> =>
      stderr.isTTY === true ? withProgress(stderr, what, work) : work,
  }
}

async function withProgress<T>(stderr: Streams['stderr'], what: string, work: Promise<T>): Promise<T> {
  let seconds = 0
  const timer = setInterval(() => {
    seconds += 1
    stderr.write(`${clearLine}${what} … ${seconds} s`)
  }, everyMs)
  try {
    return await work
  } finally {
    clearInterval(timer)
    if (seconds > 0) stderr.write(clearLine)
  }
}
