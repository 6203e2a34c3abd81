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
import { matrixRow, type MatrixRow } from './rows.ts'
import { stubFiles } from './stubs.ts'

/** What makes a machine of the lab one of a matrix row, e.g. of `rhel 9.6`; base and layer are made when not cached. */
export async function rowVariant(name: string): Promise<Variant> {
  const row = matrixRow(name)
  const world = await packageWorld()
  const base = await baseLayers(row.base)
  return { base, layers: [await rowLayer(row, base, world)] }
}

async function rowLayer(row: MatrixRow, base: readonly string[], world: PackageWorld): Promise<string> {
  const files = { ...rootFiles(row, world), ...trustFiles(row, base, world) }
  const { absent, stubs } = families[familyOf(row)]
  const rpms = stubs === undefined ? [] : await stubFiles(row)
  const hidden = ['yum', 'tdnf'].includes(row.packageManager) ? row.packageManager : ''
  const script = join(import.meta.dirname, 'root-layer.sh')
  const inputs = [...base, ...absent, ...rpms, hidden, JSON.stringify(files), readFileSync(script, 'utf8')]
  const dir = await cached(`root-${row.name.replace(' ', '-')}`, inputs, async (draft) => {
    const [upper, work] = [join(draft, 'root'), join(draft, 'work')]
    for (const folder of [upper, work]) mkdirSync(folder)
    const lower = base.toReversed().join(':')
    const args = [lower, upper, work, absent.join(' '), rpms.join(' '), hidden]
    await runTool('unshare', ['--mount', 'sh', script, ...args], { input: tarOf(files) })
    rmSync(work, { recursive: true })
  })
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
