import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached, contentsOf } from './cache.ts'
import { makeCertificates } from './certificates.ts'
import { buildDeb, type BuiltDeb } from './deb.ts'
import { withSigner, writeKeys, type KeyName } from './keys.ts'
import { layOut } from './repository.ts'
import { ownArchitecture, standIns } from './standins.ts'

/** Folders of everything the stand-in package host serves and presents. */
export interface PackageWorld {
  /** What the host serves: URL paths of packages.microsoft.com; packages lie in `pool`. */
  www: string
  /** `ca.crt`, and `<name>.crt` and `.key` of each certificate. */
  certificates: string
  /** `<name>.asc` and `<name>.gpg` of each signing key. */
  keys: string
  fingerprints: Record<KeyName, string>
  /** A package file for this machine's architecture. */
  deb: (name: string, version: string) => string
}

/** The packages, keys, certificates and repository of the lab; made once (a few seconds). */
export async function packageWorld(): Promise<PackageWorld> {
  const dir = await cached('packages', sources(), build)
  const www = join(dir, 'www')
  return {
    www,
    certificates: join(dir, 'certificates'),
    keys: join(dir, 'keys'),
    fingerprints: JSON.parse(readFileSync(join(dir, 'fingerprints.json'), 'utf8')) as Record<KeyName, string>,
    deb: (name, version) => join(www, 'pool', `${name}_${version}_${ownArchitecture()}.deb`),
  }
}

function sources(): string[] {
  const here = import.meta.dirname
  const code = ['certificates', 'deb', 'keys', 'repository', 'standins', 'suites', 'world']
  const texts = code.map((name) => readFileSync(join(here, `${name}.ts`), 'utf8'))
  return [...texts, ...contentsOf(join(here, 'aadsshlogin')), ownArchitecture()]
}

async function build(dir: string): Promise<void> {
  const pool = join(dir, 'www', 'pool')
  mkdirSync(pool, { recursive: true })
  await makeCertificates(join(dir, 'certificates'))
  const built: BuiltDeb[] = []
  for (const deb of await standIns()) built.push(await buildDeb(deb, pool))
  await withSigner(async (signer) => {
    await writeKeys(join(dir, 'keys'), signer.keys)
    await layOut(join(dir, 'www'), built, signer)
    const fingerprints = Object.entries(signer.keys).map(([name, key]) => [name, key.fingerprint])
    writeFileSync(join(dir, 'fingerprints.json'), JSON.stringify(Object.fromEntries(fingerprints)))
  })
}
