import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { packageIfStale } from '../../scripts/package/build.ts'
import { architecturesNamed, defaultOptions, type PackageOptions } from '../../scripts/package/options.ts'
import { root } from '../../scripts/package/paths.ts'
import { keyInPlaceOf, profileFolders } from './packages/repositories.ts'
import { packageWorld } from './packages/world.ts'

/** Publisher and type, as the agent names the handler. */
export const handlerName = 'Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux'

/**
 * The path of the handler's zip for the lab. It differs from the one that is published in two files: the keys pinned
 * in distro-profiles/keys.json are the lab's, because nobody here can sign with Microsoft's, and there is one profile
 * more, of a distribution that does not exist. `other` options make another handler, for another folder.
 */
export async function labZip(version: string, other: Partial<PackageOptions> = {}): Promise<string> {
  const out = other.out ?? join(root, 'dist', 'lab')
  mkdirSync(out, { recursive: true })
  const profiles = mkdtempSync(join(tmpdir(), 'lab-profiles-'))
  try {
    for (const folder of profileFolders) cpSync(folder, profiles, { recursive: true })
    await pinLabKeys(join(profiles, 'keys.json'))
    const architectures = architecturesNamed('x64') // the lab's machines have no other, and it is made in half the time
    return await packageIfStale({ ...defaultOptions(), architectures, version, out, profiles, ...other })
  } finally {
    rmSync(profiles, { recursive: true })
  }
}

interface KeyFile {
  keys: Record<string, { fingerprints: string[] }>
}

async function pinLabKeys(path: string): Promise<void> {
  const { fingerprints } = await packageWorld()
  const file = JSON.parse(readFileSync(path, 'utf8')) as KeyFile
  for (const [id, key] of Object.entries(file.keys)) key.fingerprints = [fingerprints[keyInPlaceOf[id] ?? 'stranger']]
  writeFileSync(path, `${JSON.stringify(file, null, 2)}\n`)
}
