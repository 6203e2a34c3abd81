import { machine } from 'node:os'
import { getProxyForUrl } from 'proxy-from-env'
import type { Host, Journal } from '../host.ts'
import { systemClock } from './clock.ts'
import { systemFiles } from './files.ts'
import { createHttp } from './http.ts'
import { createIdentity } from './identity.ts'
import type { MetadataPlaces } from './imds-client.ts'
import { createJournal } from './journal.ts'
import { createKeyring } from './keyring.ts'
import { systemProcesses } from './processes.ts'

/** Every port to the machine that this process runs on. `places` take those of the real metadata service. */
export function systemHost(places: Partial<MetadataPlaces> = {}): Host & { readonly log: Journal } {
  const clock = systemClock()
  const http = createHttp()
  return {
    files: systemFiles(),
    processes: systemProcesses(),
    clock,
    http,
    environmentProxy: (url) => getProxyForUrl(url) || undefined,
    identity: createIdentity(http, places),
    keyring: createKeyring(),
    log: createJournal(clock),
    machine: machine(),
    random: Math.random,
  }
}
