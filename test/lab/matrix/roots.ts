import { mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { tarOf, type FileSpec } from '../machine/tar.ts'
import type { Variant } from '../machine/variants.ts'
import { cached } from '../packages/cache.ts'
import { runTool } from '../packages/tools.ts'
import { packageWorld, type PackageWorld } from '../packages/world.ts'
import { baseLayers } from './bases.ts'
import { families } from './families.ts'
import { familyOf, rootFiles } from './root-files.ts'
import { atMostTwo } from './lanes.ts'
import { matrixRow, type MatrixRow } from './rows.ts'
import { stubFiles } from './stubs.ts'

/** What makes a machine of the lab one of a matrix row, e.g. of `rhel 9.6`; base and layer are made when not cached. */
export async function rowVariant(name: string): Promise<Variant> {
  const row = matrixRow(name)
  const world = await packageWorld()
  const base = await baseLayers(row.base)
  return { base, layers: [await rowLayer(row, base, world)] }
}

/** Makes bases and layers of these rows where they are not cached: minutes, on a machine that has none. */
export async function prepareRoots(names: readonly string[]): Promise<void> {
  await Promise.all(names.map((name) => rowVariant(name)))
}

async function rowLayer(row: MatrixRow, base: readonly string[], world: PackageWorld): Promise<string> {
  const files = { ...rootFiles(row, world), ...trustFiles(row, base, world) }
  const { absent, stubs } = families[familyOf(row)]
  const rpms = stubs === undefined ? [] : await stubFiles(row)
  const hidden = ['yum', 'tdnf'].includes(row.packageManager) ? row.packageManager : ''
  const script = join(import.meta.dirname, 'root-layer.sh')
  const inputs = [...base, ...absent, ...rpms, hidden, JSON.stringify(files), readFileSync(script, 'utf8')]
  const name = `root-${row.name.replace(' ', '-')}`
  const lower = base.toReversed().join(':')
  const make = async (draft: string): Promise<void> => {
    const [upper, work] = [join(draft, 'root'), join(draft, 'work')]
    for (const folder of [upper, work]) mkdirSync(folder)
    const args = [lower, upper, work, absent.join(' '), rpms.join(' '), hidden]
    await runTool('unshare', ['--mount', 'sh', script, ...args], { input: tarOf(files) })
    rmSync(work, { recursive: true })
  }
  const dir = await cached(name, inputs, (draft) => atMostTwo(() => make(draft)))
  return join(dir, 'root')
}

/** The base's CA certificates and the lab's, where programs of the family look; the first place has the file. */
function trustFiles(row: MatrixRow, base: readonly string[], { certificates }: PackageWorld): Record<string, FileSpec> {
  const [place, ...links] = families[familyOf(row)].trust
  if (place === undefined) return {}
  const roots = readFileSync(join(base[0] ?? '', 'etc/ssl/certs/ca-certificates.crt'), 'utf8')
  const own = readFileSync(join(certificates, 'ca.crt'), 'utf8')
  return { [place]: roots + own, ...Object.fromEntries(links.map((path) => [path, { link: place }])) }
}
