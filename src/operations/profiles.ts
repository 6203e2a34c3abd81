import { loadProfiles, type Profiles } from '../core/profile-data.ts'
import { together } from '../core/together.ts'
import type { Host } from '../host.ts'

/** The distribution profiles that the package carries, with `ids` those of these systems. Throws `handler.bug` when their data is broken. */
export async function readProfiles(
  host: Pick<Host, 'files'>,
  packageRoot: string,
  ids?: readonly string[],
): Promise<Profiles> {
  const folder = `${packageRoot}/distro-profiles`
  const names = ((await host.files.list(folder)) ?? []).filter((name) => name.endsWith('.json'))
  const texts = await together(names.map((name) => host.files.readText(`${folder}/${name}`)))
  return loadProfiles(Object.fromEntries(names.map((name, at) => [name, texts[at] ?? ''])), ids)
}
