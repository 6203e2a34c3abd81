import { textOfBytes } from '../core/byte-text.ts'
import { limits } from '../core/limits.ts'
import { withoutNssModule } from '../core/nss-text.ts'
import { jumpsInto, namesModule, withoutModule } from '../core/pam-text.ts'
import type { LoginPlaces } from '../core/removal.ts'
import { asksKeysCommand, withoutKeysCommand } from '../core/sshd-text.ts'
import type { Host } from '../host.ts'

type Reader = Pick<Host, 'files'>

/** Where something of the login is named. */
export type WiringPart = 'pam' | 'nss' | 'sshd'

/** A file that names a part of the login, where it really is, and what it would be without. */
export interface WiredFile {
  readonly path: string
  readonly text: string
  readonly without: string
}

/** PAM's folder of services. */
export const pamFolder = '/etc/pam.d'

/** What package managers and people leave beside a file; PAM reads none of these. */
const backup = /(~|\.(rpm(new|save|orig)|dpkg-\w+|ucf-\w+|pam-old|bak|orig|old))$/

/** The files of a part that name what the packages bring. */
export function wiredFiles(host: Reader, part: WiringPart, places: LoginPlaces): Promise<WiredFile[]> {
  return finders[part](host, places)
}

/** Every file PAM reads, by its name in the folder: links followed, each text once. */
export async function pamFiles(host: Reader): Promise<Map<string, { readonly path: string; readonly text: string }>> {
  const found = new Map<string, { path: string; text: string }>()
  for (const name of (await host.files.list(pamFolder)) ?? []) {
    if (backup.test(name)) continue
    const path = await host.files.resolve(`${pamFolder}/${name}`)
    const text = path === undefined ? undefined : await readText(host, path)
    if (path !== undefined && text !== undefined) found.set(name, { path, text })
  }
  return found
}

const finders: Readonly<Record<WiringPart, (host: Reader, places: LoginPlaces) => Promise<WiredFile[]>>> = {
  pam: async (host, { wiring: { pam } }) => {
    const files = await pamFiles(host)
    const texts = [...files.values()].map(({ text }) => text)
    const wired = [...files].filter(([, { text }]) => namesModule(text, pam.module))
    const jumpedInto = (path: string): boolean =>
      [...files].some(([name, file]) => file.path === path && texts.some((text) => jumpsInto(text, name)))
    const byPath = new Map(wired.map(([, file]) => [file.path, file]))
    return [...byPath.values()].map(({ path, text }) => ({
      path,
      text,
      without: withoutModule(text, pam.module, jumpedInto(path)),
    }))
  },
  nss: (host, { wiring: { nss } }) => changed(host, [nss.file], (text) => withoutNssModule(text, nss.module)),
  sshd: async (host, { sshd, wiring }) => {
    const program = wiring.authorizedKeysCommand
    const names = (await host.files.list(sshd.fragments).catch(() => undefined)) ?? []
    const fragments = names.filter((name) => name.endsWith('.conf')).map((name) => `${sshd.fragments}/${name}`)
    return changed(host, [sshd.configuration, ...fragments], (text) =>
      asksKeysCommand(text, program) ? withoutKeysCommand(text, program) : text,
    )
  },
}

/** Of these files, those that the change makes another one. */
async function changed(host: Reader, paths: readonly string[], change: (text: string) => string): Promise<WiredFile[]> {
  const found: WiredFile[] = []
  for (const given of paths) {
    const path = await host.files.resolve(given)
    const text = path === undefined ? undefined : await readText(host, path)
    if (path === undefined || text === undefined) continue
    const without = change(text)
    if (without !== text) found.push({ path, text, without })
  }
  return found
}

/** One character for each byte; undefined when it is absent or cannot be read. */
export async function readText({ files }: Reader, path: string): Promise<string | undefined> {
  const bytes = await files.readBytes(path, limits.read.configurationBytes).catch(() => undefined)
  return bytes === undefined ? undefined : textOfBytes(bytes)
}
