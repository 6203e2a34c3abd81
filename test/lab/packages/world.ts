import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached, contentsOf } from './cache.ts'
import { makeCertificates } from './certificates.ts'
import { buildDeb, type BuiltDeb } from './deb.ts'
import { layOutDebs, layOutOwnDebs, type PlacedDeb } from './deb-repository.ts'
import { debDependency, debStandIns, ownArchitecture } from './deb-standins.ts'
import { keyNames, withSigner, writeKeys, type KeyName, type Signer } from './keys.ts'
import { compileModules, sourcePackages, type Payload } from './payload.ts'
import { repositories } from './repositories.ts'
import { buildRpm, fileOf } from './rpm.ts'
import { layOutOwnRpms, layOutRpms } from './rpm-repository.ts'
import { ownRpmArchitecture, rpmDependency, rpmStandIns } from './rpm-standins.ts'

/** Folders of everything the stand-in package host serves and presents. */
export interface PackageWorld {
  /** What the host serves: URL paths of packages.microsoft.com. */
  www: string
  /** `ca.crt`, and `<name>.crt` and `.key` of each certificate. */
  certificates: string
  /** `<name>.asc` and `<name>.gpg` of each signing key. */
  keys: string
  fingerprints: Record<KeyName, string>
  /** A package file for this machine's architecture. */
  deb: (name: string, version: string) => string
  /** As `deb`, signed with a key: the host's first one unless told. */
  rpm: (name: string, version: string, key?: KeyName) => string
}

/** The packages, keys, certificates and repositories of the lab; made once (about half a minute). */
export async function packageWorld(): Promise<PackageWorld> {
  const dir = await cached('packages', sources(), build)
  const www = join(dir, 'www')
  return {
    www,
    certificates: join(dir, 'certificates'),
    keys: join(dir, 'keys'),
    fingerprints: JSON.parse(readFileSync(join(dir, 'fingerprints.json'), 'utf8')) as Record<KeyName, string>,
    deb: (name, version) => join(www, 'pool', `${name}_${version}_${ownArchitecture()}.deb`),
    rpm: (name, version, key = 'good') =>
      join(dir, `rpms-${key}`, fileOf({ name, version, architecture: ownRpmArchitecture() })),
  }
}

const code =
  'certificates deb deb-repository deb-standins keys payload repositories rpm rpm-repository rpm-standins states world'

function sources(): string[] {
  const here = import.meta.dirname
  const texts = code.split(' ').map((name) => readFileSync(join(here, `${name}.ts`), 'utf8'))
  return [
    ...texts,
    ...sourcePackages.flatMap((name) => contentsOf(join(here, name))),
    JSON.stringify(repositories()),
    ownArchitecture(),
  ]
}

async function build(dir: string): Promise<void> {
  const www = join(dir, 'www')
  await makeCertificates(join(dir, 'certificates'))
  const modules = await compileModules()
  await withSigner(async (signer) => {
    await writeKeys(join(dir, 'keys'), signer.keys)
    writeKeyPages(www, signer)
    await buildDebs(www, modules, signer)
    await buildRpms(dir, modules, signer)
    const fingerprints = keyNames.map((name) => [name, signer.keys[name].fingerprint])
    writeFileSync(join(dir, 'fingerprints.json'), JSON.stringify(Object.fromEntries(fingerprints)))
  })
}

/** The host has its keys on every name, and a mirror has them below its own folder. */
function writeKeyPages(www: string, { keys }: Signer): void {
  for (const folder of [join(www, 'keys'), join(www, 'mirror/keys')]) {
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, 'microsoft.asc'), keys.good.armored)
    writeFileSync(join(folder, 'microsoft-2025.asc'), keys.next.armored)
  }
}

async function buildDebs(www: string, modules: Payload, signer: Signer): Promise<void> {
  const pool = join(www, 'pool')
  mkdirSync(pool, { recursive: true })
  const debs: PlacedDeb[] = []
  for (const { deb, ...place } of debStandIns(modules)) debs.push({ ...place, built: await buildDeb(deb, pool) })
  await layOutDebs(www, { debs, repositories: repositories().filter(({ format }) => format === 'deb') }, signer)
  const own: BuiltDeb[] = []
  for (const deb of debDependency()) own.push(await buildDeb(deb, pool))
  await layOutOwnDebs(www, own, signer)
}

async function buildRpms(dir: string, modules: Payload, signer: Signer): Promise<void> {
  const [www, pool, own] = [join(dir, 'www'), join(dir, 'rpms'), join(dir, 'own-rpms')]
  const rpms = rpmStandIns(modules)
  for (const { rpm } of rpms) await buildRpm(rpm, pool)
  await layOutRpms(www, { pool, rpms, repositories: repositories().filter(({ format }) => format === 'rpm') }, signer)
  await layOutOwnRpms(www, own, [await buildRpm(rpmDependency(), own)], signer)
  for (const left of [pool, own]) rmSync(left, { recursive: true })
}
