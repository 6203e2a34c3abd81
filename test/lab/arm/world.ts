import type { Catalogue } from './catalogue.ts'
import type { Guest } from './guest.ts'
import type { Store } from './store.ts'
import type { Dictionary } from './wire.ts'

/** What the routes of the resource manager work with. */
export interface World {
  readonly subscriptionId: string
  readonly tenantId: string
  readonly store: Store
  readonly catalogue: Catalogue
  /** The machine behind a resource, by its id. Throws where there is none. */
  readonly guest: (id: string) => Guest
  /** A change as a client makes it, until its operation has ended; throws ArmError. */
  readonly perform: (method: string, path: string, body?: Dictionary) => Promise<unknown>
}
