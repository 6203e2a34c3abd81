import { cpSync, linkSync, mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { link } from './deb-repository.ts'
import type { KeyName, Signer } from './keys.ts'
import type { Repository } from './repositories.ts'
import { fileOf } from './rpm.ts'
import type { PlacedRpm } from './rpm-standins.ts'
import { holds, stateList } from './states.ts'
import { runTool } from './tools.ts'

interface Contents {
  /** Folder of the unsigned packages. */
  pool: string
  rpms: readonly PlacedRpm[]
  repositories: readonly Repository[]
}

type Key = KeyName | 'nobody'

/**
 * Lays out every rpm repository in each of its states below `state`. Packages and metadata are signed with the same
 * key; repositories with the same packages and key are one folder below `rpm`.
 */
export async function layOutRpms(www: string, { pool, rpms, repositories }: Contents, signer: Signer): Promise<void> {
  const made = new Set<string>()
  for (const state of stateList)
    for (const repository of repositories) {
      const key: Key = state.key ?? repository.key
      const name = ['rpm', state.name, key, repository.dated ? 'dated' : 'plain'].join('/')
      if (!made.has(name)) {
        const held = rpms.filter(
          (place) => holds(state, place) && (place.dated ?? repository.dated) === repository.dated,
        )
        const files = held.map(({ rpm }) => fileOf(rpm))
        const date = new Date(Date.now() - state.age * 60_000)
        await makeRepository(join(www, name), { from: await signedPool(pool, key, signer), files, date, key }, signer)
        made.add(name)
      }
      for (const path of [repository.path, ...repository.aliases])
        link(join(www, 'state', state.name, path), join(www, name))
    }
}

/** Lays out the distribution's own rpm repository, the same in all states. */
export async function layOutOwnRpms(
  www: string,
  pool: string,
  files: readonly string[],
  signer: Signer,
): Promise<void> {
  const from = await signedPool(pool, 'distribution', signer)
  await makeRepository(join(www, 'distribution/rpm'), { from, files, date: new Date(), key: 'distribution' }, signer)
}

/** A copy of the packages, signed with a key. */
async function signedPool(pool: string, key: Key, signer: Signer): Promise<string> {
  if (key === 'nobody') return pool
  const copy = `${pool}-${key}`
  const files = readdirSync(pool)
  if (mkdirSync(copy, { recursive: true }) === undefined) return copy
  for (const file of files) cpSync(join(pool, file), join(copy, file))
  await signer.signRpms(
    key,
    files.map((file) => join(copy, file)),
  )
  return copy
}

async function makeRepository(
  dir: string,
  { from, files, date, key }: { from: string; files: readonly string[]; date: Date; key: Key },
  signer: Signer,
): Promise<void> {
  mkdirSync(join(dir, 'Packages'), { recursive: true })
  for (const file of files) linkSync(join(from, file), join(dir, 'Packages', file))
  const revision = String(Math.floor(date.getTime() / 1000))
  await runTool('createrepo_c', ['--quiet', '--no-database', '--revision', revision, dir])
  const metadata = join(dir, 'repodata')
  if (key !== 'nobody') {
    const signature = await signer.detachSign(key, readFileSync(join(metadata, 'repomd.xml'), 'utf8'))
    writeFileSync(join(metadata, 'repomd.xml.asc'), `${signature}\n`)
    writeFileSync(join(metadata, 'repomd.xml.key'), signer.keys[key].armored)
  }
  for (const name of readdirSync(metadata)) utimesSync(join(metadata, name), date, date)
}
