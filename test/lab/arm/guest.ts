import type { FabricControl, SetGoal } from '../azure/control.ts'
import type { PluginGoal } from '../azure/goal-state.ts'
import { instanceView, type InstanceView } from '../azure/instance-view.ts'
import type { StatusDocument } from '../azure/status-document.ts'
import { waitForStep, type StepOutcome } from '../azure/steps.ts'
import type { IdentityMode } from '../azure/imds-modes.ts'

/** What is wanted of one extension; the same wish again keeps its sequence number. */
export type Wish = Pick<PluginGoal, 'handler' | 'version' | 'publicSettings' | 'protectedSettings'> & {
  readonly forceUpdateTag?: unknown
}

/** The machine behind a resource: what is wanted of it goes through its wire server, and its agent's word comes back. */
export class Guest {
  readonly #control: FabricControl
  readonly #wanted = new Map<string, { readonly goal: PluginGoal; readonly wish: string }>()
  readonly #lastSequence = new Map<string, number>()
  #turn: Promise<unknown> = Promise.resolve()

  constructor(control: FabricControl) {
    this.#control = control
  }

  /** Wants an extension, beside those that are wanted already, and waits for what the agent says of it. */
  want(wish: Wish): Promise<StepOutcome> {
    return this.#inTurn(async () => {
      const { handler, forceUpdateTag, ...rest } = wish
      const text = JSON.stringify([rest.publicSettings, rest.protectedSettings, forceUpdateTag])
      const seqNo = this.#sequence(handler, text)
      this.#wanted.set(handler, { goal: { handler, ...rest, state: 'enabled', seqNo }, wish: text })
      return waitForStep(this.#control, await this.#setGoal(), handler)
    })
  }

  /** Takes an extension away and waits until the agent no longer reports it. */
  remove(handler: string): Promise<StepOutcome> {
    return this.#inTurn(async () => {
      const gone = this.#wanted.get(handler)
      this.#wanted.delete(handler)
      const goals = gone === undefined ? [] : [{ ...bare(gone.goal), state: 'uninstall' } as const]
      return waitForStep(this.#control, await this.#setGoal(goals), handler)
    })
  }

  /** The machine's identities from now on, by the type that the resource manager has for them. */
  setIdentity(type: string): Promise<void> {
    return this.#control.setImds({ mode: { mode: identityMode(type) } })
  }

  /** The same goal once more: each change of a VM makes one; waits for every extension's end. */
  repeat(): Promise<void> {
    return this.#inTurn(async () => {
      const goal = await this.#setGoal()
      for (const handler of this.#wanted.keys()) await waitForStep(this.#control, goal, handler)
    })
  }

  /** What the agent said last, undefined before it said anything. */
  async report(): Promise<StatusDocument | undefined> {
    const { uploads } = await this.#control.info()
    return (await this.#control.uploads({ after: uploads - 1 })).at(-1)?.document
  }

  /** The instance view of a handler by the agent's last word, undefined where it has none. */
  async view(handler: string): Promise<InstanceView | undefined> {
    const entry = (await this.report())?.handlers.find((one) => one.handler === handler)
    if (entry === undefined) return undefined
    return instanceView({ end: 'terminal', handler: entry, extension: entry.extension, agentHeard: true })
  }

  #sequence(handler: string, wish: string): number {
    const last = this.#lastSequence.get(handler) ?? -1
    const sequence = this.#wanted.get(handler)?.wish === wish ? last : last + 1
    this.#lastSequence.set(handler, sequence)
    return sequence
  }

  #setGoal(besides: readonly PluginGoal[] = []): Promise<SetGoal> {
    return this.#control.setGoal([...besides, ...[...this.#wanted.values()].map(({ goal }) => goal)])
  }

  /** One change at a time, in the order in which they were asked for. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => undefined)
    return mine
  }
}

/** What a delete says of an extension. */
function bare({ handler, version }: PluginGoal): Pick<PluginGoal, 'handler' | 'version'> {
  return { handler, version }
}

function identityMode(type: string): IdentityMode {
  const [isSystem, isUser] = [/SystemAssigned/i.test(type), /UserAssigned/i.test(type)]
  if (isSystem) return isUser ? 'both' : 'systemAssigned'
  return isUser ? 'userAssignedOnly' : 'none'
}
