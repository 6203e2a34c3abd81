import { setTimeout as sleep } from 'node:timers/promises'
import { login, type Client } from './client.ts'
import type { Credentials } from './keys.ts'

/** How many logins were tried in a time, and what went wrong. */
export interface ProbeReport {
  readonly logins: number
  /** Logins that did not work, each with what the client said. */
  readonly failed: readonly string[]
  /** What clients said to whom nobody was listening, once for each login; they came in when they tried again. */
  readonly knockedTwice: readonly string[]
}

const intervalMs = 300
const tries = 5
const retryMs = 100

/** sshd closes its ports when it reads its configuration anew, and opens them when it has. */
const nobodyListened = /Connection refused|Connection reset by|Connection closed by/

/** Logs in again and again, every 300 ms or as fast as the machine can, until it is told to stop. */
export class LoginProbe {
  readonly #client: Client
  readonly #credentials: Credentials
  readonly #end: Promise<void>
  #running = true
  #waiting: (() => void)[] = []
  #logins = 0
  #failed: string[] = []
  #knockedTwice: string[] = []

  constructor(client: Client, credentials: Credentials) {
    this.#client = client
    this.#credentials = credentials
    this.#end = this.#run()
  }

  /** Resolves when the next login has ended, however it went. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve))
  }

  /** What has happened since the last report. */
  report(): ProbeReport {
    const report = { logins: this.#logins, failed: this.#failed, knockedTwice: this.#knockedTwice }
    this.#logins = 0
    this.#failed = []
    this.#knockedTwice = []
    return report
  }

  /** Ends the loop after its last login. */
  async stop(): Promise<void> {
    this.#running = false
    await this.#end
  }

  async #run(): Promise<void> {
    while (this.#running) {
      const start = performance.now()
      await this.#tryOnce()
      this.#logins += 1
      for (const resolve of this.#waiting.splice(0)) resolve()
      await sleep(Math.max(0, intervalMs - (performance.now() - start)))
    }
  }

  async #tryOnce(): Promise<void> {
    const said: string[] = []
    for (;;) {
      const { code, stdout, stderr } = await login(this.#client, this.#credentials, 'id -un')
      if (code === 0 && stdout === `${this.#credentials.user}\n`) break
      said.push(`${new Date().toISOString()} ${code ?? 'killed'}: ${stdout}${stderr.trim()}`)
      if (said.length === tries || !nobodyListened.test(stderr)) {
        this.#failed.push(said.join('\n'))
        return
      }
      await sleep(retryMs)
    }
    if (said.length > 0) this.#knockedTwice.push(said.join('\n'))
  }
}
