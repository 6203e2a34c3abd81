import type { MetadataPlaces } from '../../src/adapters/imds-client.ts'
import type { Door } from '../../src/run.ts'

/** What a machine is to the program. */
export type Machine = Door['host']

/** What app/main.cjs exports. */
export interface Program {
  readonly main: (argv: readonly string[], machine?: () => Machine) => Promise<number>
  /** The programs of the tests have none. */
  readonly systemHost?: (places: Partial<MetadataPlaces>) => Machine
}
