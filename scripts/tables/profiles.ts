import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { loadProfiles } from '../../src/core/profile-data.ts'
import type { Profile } from '../../src/core/profile-schema.ts'
import { root } from '../package/paths.ts'

/** Every profile of distro-profiles. Throws handler.bug when one is broken. */
export function readProfiles(): readonly Profile[] {
  const folder = join(root, 'distro-profiles')
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'))
  const texts = names.map((name): [string, string] => [name, readFileSync(join(folder, name), 'utf8')])
  return loadProfiles(Object.fromEntries(texts)).profiles
}
