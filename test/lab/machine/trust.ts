import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { cached } from '../packages/cache.ts'
import { runTool } from '../packages/tools.ts'
import type { PackageWorld } from '../packages/world.ts'

/** A layer that makes a base trust the lab's certificate authority, in the places update-ca-certificates writes to. */
export async function trustLayer(base: string, world: PackageWorld): Promise<string> {
  const authority = join(world.certificates, 'ca.crt')
  const certificate = readFileSync(authority, 'utf8')
  return await cached('trust', [base, certificate], async (dir) => {
    const store = join(dir, 'etc/ssl/certs')
    const local = join(dir, 'usr/local/share/ca-certificates')
    for (const folder of [store, local]) mkdirSync(folder, { recursive: true })
    const bundle = 'ca-certificates.crt'
    writeFileSync(join(store, bundle), readFileSync(join(base, 'etc/ssl/certs', bundle), 'utf8') + certificate)
    writeFileSync(join(store, 'lab.pem'), certificate)
    writeFileSync(join(local, 'lab.crt'), certificate)
    const hash = await runTool('openssl', ['x509', '-hash', '-noout', '-in', authority])
    symlinkSync('lab.pem', join(store, `${hash}.0`))
  })
}
