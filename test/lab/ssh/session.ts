import type { ChildProcess } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { ended } from '../machine/child.ts'
import { startClient, type Client } from './client.ts'
import type { Credentials } from './keys.ts'
import { patienceMs } from '../patience.ts'

/** A shell that stays open, and prints a line of its own accord again and again. */
export class OpenSession {
  readonly #child: ChildProcess
  #text = ''
  #questions = 0

  private constructor(child: ChildProcess) {
    this.#child = child
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (this.#text += chunk.toString()))
  }

  /** A session that has answered once. */
  static async open(client: Client, credentials: Credentials): Promise<OpenSession> {
    const session = new OpenSession(startClient(client, credentials))
    session.#type('(while :; do echo tick; sleep 0.2; done) &')
    await session.shell()
    return session
  }

  /** The process number of the shell, asked from the shell. Throws when the session has ended or does not answer. */
  async shell(): Promise<string> {
    const mark = `question-${(this.#questions += 1)}`
    this.#type(`echo ${mark} $$ ${mark}`)
    const [, pid = ''] = await this.#await(new RegExp(`${mark} (\\d+) ${mark}\\n`))
    return pid
  }

  /** Resolves when the session has printed another line by itself. Throws as `shell` does. */
  async prints(): Promise<void> {
    const seen = this.#text.length
    await this.#await(new RegExp(`^[^]{${seen}}[^]*tick\\n`))
  }

  /** Ends the shell, and with it the session. */
  async close(): Promise<void> {
    this.#type('kill $!; exit')
    await ended(this.#child)
  }

  #type(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  async #await(pattern: RegExp): Promise<RegExpExecArray> {
    const end = performance.now() + patienceMs
    while (performance.now() < end) {
      const found = pattern.exec(this.#text)
      if (found) return found
      const { exitCode, signalCode } = this.#child
      if (exitCode !== null || signalCode !== null)
        throw new Error(`the session has ended (${exitCode ?? signalCode}): ${this.#text.slice(-500)}`)
      await sleep(20)
    }
    throw new Error(`the session is silent: ${this.#text.slice(-500)}`)
  }
}
