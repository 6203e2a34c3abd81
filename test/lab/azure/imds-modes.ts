/** Which identities the machine has. */
export type IdentityMode = 'systemAssigned' | 'none' | 'userAssignedOnly' | 'severalUserAssigned' | 'both'

/** Answers of status 200 that are not what they should be. */
export type GarbageKind =
  | 'html'
  | 'invalidJson'
  | 'empty'
  | 'huge'
  | 'truncated'
  | 'noToken'
  | 'wrongTypes'
  | 'notJwt'
  | 'noMirid'
  | 'strangeMirid'

/** What goes wrong; with `times` only that often (per endpoint), then all is well. */
export type ImdsFault =
  | { readonly mode: 'notFoundThenOk'; readonly times: number }
  | { readonly mode: 'gone410'; readonly times?: number }
  | { readonly mode: 'throttled429'; readonly retryAfter?: string; readonly times?: number }
  | { readonly mode: 'error5xx'; readonly status?: number; readonly times?: number }
  | { readonly mode: 'status'; readonly status: number; readonly body?: string; readonly times?: number }
  | { readonly mode: 'silent'; readonly times?: number }
  | { readonly mode: 'reset'; readonly times?: number }
  | { readonly mode: 'refused' }
  | { readonly mode: 'slowDrip'; readonly everyMs?: number; readonly times?: number }
  | { readonly mode: 'garbage'; readonly kind: GarbageKind; readonly times?: number }
  | { readonly mode: 'redirect'; readonly location?: string; readonly times?: number }

/** A wish for identities; it ends every fault. */
export interface IdentityWish {
  readonly mode: IdentityMode
}

/** A named mode: identities, or a fault, which leaves the identities as they are. */
export type ImdsMode = IdentityWish | ImdsFault

/** What the handler can call. `refused` always concerns all of them: there is one port. */
export const imdsEndpoints = ['token', 'instance', 'info'] as const
export type ImdsEndpoint = (typeof imdsEndpoints)[number]

const identityModes: readonly string[] = [
  'systemAssigned',
  'none',
  'userAssignedOnly',
  'severalUserAssigned',
  'both',
] satisfies readonly IdentityMode[]

/** True for a mode that says which identities the machine has. */
export function isIdentityMode(mode: ImdsMode): mode is IdentityWish {
  return identityModes.includes(mode.mode)
}

/** The modes in force. */
export class ImdsModes {
  identity: IdentityMode = 'systemAssigned'
  readonly #faults = new Map<ImdsEndpoint, { readonly fault: ImdsFault; left: number }>()

  /** Puts a mode in force for some endpoints, all of them unless given. */
  set(mode: ImdsMode, endpoints: readonly ImdsEndpoint[] = imdsEndpoints): void {
    if (isIdentityMode(mode)) {
      this.identity = mode.mode
      this.#faults.clear()
      return
    }
    const left = 'times' in mode ? mode.times : Infinity
    for (const endpoint of endpoints) this.#faults.set(endpoint, { fault: mode, left })
  }

  /** Returns the fault that this call meets, counting it, or undefined. */
  strike(endpoint: ImdsEndpoint): ImdsFault | undefined {
    const held = this.#faults.get(endpoint)
    if (held === undefined || held.left <= 0) return undefined
    held.left -= 1
    return held.fault
  }

  /** True while connections are to be refused. */
  get refused(): boolean {
    return [...this.#faults.values()].some(({ fault }) => fault.mode === 'refused')
  }
}
