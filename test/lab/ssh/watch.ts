import { expect } from 'vitest'
import type { Machine } from '../machine/machine.ts'
import { login, type Client } from './client.ts'
import type { Credentials } from './keys.ts'
import { LoginProbe } from './probe.ts'
import { startSshd, type SshServer } from './server.ts'
import { OpenSession } from './session.ts'

/** How a login went: whether it came in as that user, and whether sshd had asked aad_certhandler. */
export interface Attempt {
  readonly cameIn: boolean
  readonly asked: boolean
}

/** What shall never change: the sshd that listens, by number and start, and the shell of the open session. */
interface Constants {
  readonly process: string
  readonly shell: string
}

/** A machine on which a local user has a session open and logs in again and again. */
export class SshWatch {
  readonly sshd: SshServer
  readonly constants: Constants
  readonly #client: Client
  readonly #session: OpenSession
  readonly #probe: LoginProbe
  #logins = 1
  #knockedTwice: string[] = []

  private constructor(parts: { sshd: SshServer; client: Client; session: OpenSession }, constants: Constants) {
    this.sshd = parts.sshd
    this.constants = constants
    this.#client = parts.client
    this.#session = parts.session
    this.#probe = new LoginProbe(parts.client, parts.client.keys.local)
  }

  /** Starts sshd and the watch over it. */
  static async start(machine: Machine, client: Client, boot: 'bare' | 'systemd'): Promise<SshWatch> {
    const sshd = await startSshd(machine, client.keys, boot)
    const session = await OpenSession.open(client, client.keys.local)
    const constants = { process: await sshd.process(), shell: await session.shell() }
    return new SshWatch({ sshd, client, session }, constants)
  }

  /**
   * Does something to the machine and returns its result with how often sshd was reloaded meanwhile. Expects that the
   * local user came in at every moment, that the open session has not noticed, and that sshd was not restarted.
   */
  async during<T>(work: () => Promise<T>): Promise<{ result: T; reloads: number }> {
    const before = await this.sshd.reloads()
    const result = await work()
    await this.#probe.next()
    await this.#judge()
    expect({ process: await this.sshd.process(), shell: await this.#session.shell() }).toEqual(this.constants)
    await this.#session.prints()
    return { result, reloads: (await this.sshd.reloads()) - before }
  }

  /** One login, which ends at once. */
  async attempt(credentials: Credentials): Promise<Attempt> {
    const before = (await this.sshd.log()).length
    const { code, stdout } = await login(this.#client, credentials, 'id -un')
    const lines = (await this.sshd.log()).slice(before)
    return {
      cameIn: code === 0 && stdout === `${credentials.user}\n`,
      asked: lines.some((line) => line.includes('/usr/sbin/aad_certhandler')),
    }
  }

  /** Ends session and logins; returns how often the local user came in, the session included. */
  async stop(): Promise<number> {
    await this.#probe.stop()
    await this.#judge()
    await this.#session.close()
    return this.#logins
  }

  /** sshd does not listen for the moment in which it is reloaded: then, and only then, a client may knock twice. */
  async #judge(): Promise<void> {
    const { logins, failed, knockedTwice } = this.#probe.report()
    this.#logins += logins
    this.#knockedTwice.push(...knockedTwice)
    expect(failed, failed.join('\n')).toEqual([])
    const reloads = await this.sshd.reloads()
    expect(this.#knockedTwice.length, this.#knockedTwice.join('\n')).toBeLessThanOrEqual(reloads)
  }
}

/** The lines of sshd's log that say that it let a user in; numbers of ports and processes left out. */
export function acceptedKeys(log: readonly string[], { user }: Pick<Credentials, 'user'>): string[] {
  const start = `Accepted publickey for ${user} from `
  return log
    .filter((line) => line.startsWith(start))
    .map((line) => line.slice(start.length).replace(/^\S+ port \d+ /, ''))
}
