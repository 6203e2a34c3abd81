import { asFailure } from '../core/failure.ts'
import { nssModulePlaces, pamModulePlaces } from '../core/library-folders.ts'
import type { LoginPlaces } from '../core/removal.ts'
import type { Host } from '../host.ts'
import { takeOut } from './unwire.ts'
import { wiredFiles, type WiringPart } from './wiring-files.ts'

const parts: readonly WiringPart[] = ['pam', 'sshd', 'nss']

/** What PAM, NSS and sshd name although it is gone, e.g. `pam_aad in /etc/pam.d/common-account`. */
export async function readDangling(host: Host, places: LoginPlaces): Promise<string[]> {
  const found: string[] = []
  for (const part of parts) {
    const wired = await wiredFiles(host, part, places)
    if (wired.length === 0 || (await isThere(host, part, places))) continue
    found.push(...wired.map(({ path }) => `${nameOf(part, places)} in ${path}`))
  }
  return found
}

/** Takes out of PAM, NSS and sshd what is gone. What cannot be taken out stays, and is found when somebody looks. */
export async function clearWiring(host: Host, places: LoginPlaces): Promise<void> {
  for (const part of parts) {
    const wired = await wiredFiles(host, part, places)
    if (wired.length === 0 || (await isThere(host, part, places))) continue
    await takeOut(host, part, places).catch((error: unknown) => {
      host.log.write('error', `${nameOf(part, places)} could not be taken out`, { error: asFailure(error) })
    })
  }
}

/** Whether the module or program that a part names is on this machine. */
export async function isThere({ files }: Pick<Host, 'files'>, part: WiringPart, places: LoginPlaces): Promise<boolean> {
  const { pam, nss, authorizedKeysCommand } = places.wiring
  const candidates = {
    pam: pamModulePlaces(pam.module),
    nss: nssModulePlaces(nss.module),
    sshd: [authorizedKeysCommand],
  }[part]
  for (const path of candidates) if ((await files.resolve(path)) !== undefined) return true
  return false
}

function nameOf(part: WiringPart, { wiring: { pam, nss, authorizedKeysCommand } }: LoginPlaces): string {
  return { pam: pam.module, nss: `"${nss.module}"`, sshd: authorizedKeysCommand }[part]
}
