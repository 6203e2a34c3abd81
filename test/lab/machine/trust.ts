import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../packages/cache.ts'
import { runTool } from '../packages/tools.ts'
import type { PackageWorld } from '../packages/world.ts'

const bundle = 'etc/ssl/certs/ca-certificates.crt'

/**
 * A layer that makes a base, given by its folders from the lowest up, trust the lab's certificate authority, in the
 * places update-ca-certificates writes to. Every base has them: its programs are Debian's.
 */
export async function trustLayer(base: readonly string[], world: PackageWorld): Promise<string> {
  const authority = join(world.certificates, 'ca.crt')
  const certificate = readFileSync(authority, 'utf8')
  return await cached('trust', [...base, certificate], async (dir) => {
    const store = join(dir, 'etc/ssl/certs')
    const local = join(dir, 'usr/local/share/ca-certificates')
    for (const folder of [store, local]) mkdirSync(folder, { recursive: true })
    writeFileSync(join(dir, bundle), readFileSync(bundleOf(base), 'utf8') + certificate)
    writeFileSync(join(store, 'lab.pem'), certificate)
    writeFileSync(join(local, 'lab.crt'), certificate)
    const hash = await runTool('openssl', ['x509', '-hash', '-noout', '-in', authority])
    symlinkSync('lab.pem', join(store, `${hash}.0`))
  })
}

/** The file with all certificates that a base trusts: that of its uppermost layer which has one. */
function bundleOf(base: readonly string[]): string {
  const layer = base.findLast((folder) => existsSync(join(folder, bundle)))
  if (layer === undefined) throw new Error(`no ${bundle} in ${base.join(', ')}`)
  return join(layer, bundle)
}
