import type { Host } from '../host.ts'
import { speak } from './grammar.ts'
import { layout } from './layout.ts'

/** Where each script came from stands in its name here. */
const separator = '%'

/**
 * Puts scripts of packages out of the way, with a copy in our own folder: a package manager runs only what is there.
 * `places` are paths with the hole `{name}`.
 */
export async function setScriptsAside(host: Host, places: readonly string[], names: readonly string[]): Promise<void> {
  for (const path of places.flatMap((place) => names.flatMap((name) => speak([place], { name })))) {
    const bytes = await host.files.readBytes(path)
    if (bytes === undefined) continue
    await host.files.makeDirectory(layout.scripts, 0o700)
    await host.files.writeAtomic(`${layout.scripts}/${path.replaceAll('/', separator)}`, bytes, 0o600)
    await host.files.remove(path)
    host.log.write('warn', `put aside: ${path}`)
  }
}

/** Puts them back where their package is still there, also those of a command that was cut short. */
export async function returnScripts(host: Host): Promise<void> {
  for (const name of (await host.files.list(layout.scripts)) ?? []) {
    const path = name.replaceAll(separator, '/')
    const bytes = await host.files.readBytes(`${layout.scripts}/${name}`)
    // dpkg keeps the list of files of a package beside its scripts as long as it has any.
    const isKnown = (await host.files.stat(path.replace(/\.\w+$/, '.list'))) !== undefined
    if (bytes !== undefined && isKnown && (await host.files.stat(path)) === undefined)
      await host.files.writeAtomic(path, bytes, 0o755)
  }
  await host.files.remove(layout.scripts)
}
