import { execFileSync } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { withPrivateApt } from '../../../scripts/package/private-apt.ts'
import { baseRoot } from '../machine/base.ts'
import { Machine } from '../machine/machine.ts'
import type { Variant } from '../machine/variants.ts'
import { cached } from '../packages/cache.ts'
import { ownArchitecture } from '../packages/deb-standins.ts'
import { requireTools } from '../packages/tools.ts'

/** What az needs around it: the shim, and nobody who is told of its use. */
export const azEnvironment = {
  PYTHONPATH: '/opt/azure-cli',
  AZURE_CORE_COLLECT_TELEMETRY: 'false',
  AZURE_CORE_NO_COLOR: 'true',
  AZURE_EXTENSION_USE_DYNAMIC_INSTALL: 'no',
  REQUESTS_CA_BUNDLE: '/etc/ssl/certs/ca-certificates.crt',
} as const

/** A configuration that az has used once: the index of its commands is made. */
export const usedConfiguration = '/opt/azure-cli/configuration'

/** Of Microsoft's libraries, those that the commands of the lab load. */
const libraries = 'compute/v2022_08_01 resource policyinsights authorization msi core'

const warmUp = `
AZURE_CONFIG_DIR=${usedConfiguration} az vm extension set --help
cd /usr/lib/python3/dist-packages/azure
python3 -m compileall -q cli/core cli/command_modules/{vm,resource,role,policyinsights,profile} mgmt/{${libraries.replaceAll(' ', ',')}}
`

/**
 * Debian's own azure-cli on a machine, unpacked and not installed (installing compiles for more than a minute), with the
 * shim that it needs; fetched and unpacked once (about a minute).
 */
export async function azureCli(): Promise<Variant> {
  const base = await baseRoot()
  const shim = join(import.meta.dirname, 'sitecustomize.py')
  const dir = await cached('azure-cli', [base, readFileSync(shim, 'utf8'), warmUp], async (draft) => {
    const root = join(draft, 'root')
    unpackAll(base, root)
    mkdirSync(join(root, 'opt/azure-cli'), { recursive: true })
    copyFileSync(shim, join(root, 'opt/azure-cli/sitecustomize.py'))
    const machine = await Machine.up({ fabric: 'none', layers: [root], upper: draft })
    try {
      await machine.must(['bash', '-ec', warmUp], { env: azEnvironment })
    } finally {
      await machine.down()
    }
    rmSync(join(draft, 'work'), { recursive: true })
  })
  return { layers: [join(dir, 'root'), join(dir, 'upper')] }
}

/** Unpacks the package and what the base lacks of its dependencies. Throws when a file would hide one of the base. */
function unpackAll(base: string, root: string): void {
  requireTools('dpkg-deb')
  mkdirSync(root)
  withPrivateApt('bookworm', ownArchitecture(), ({ folder, fetchWithDependencies }) => {
    fetchWithDependencies(['azure-cli'], join(base, 'var/lib/dpkg/status'))
    const debs = readdirSync(folder).filter((name) => name.endsWith('.deb'))
    for (const deb of debs) execFileSync('dpkg-deb', ['--extract', join(folder, deb), root])
  })
  // Anything beside would hide a link of the base, such as /lib.
  const strange = readdirSync(root).filter((name) => !['usr', 'etc', 'var'].includes(name))
  if (strange.length > 0) throw new Error(`a package of azure-cli has ${strange.join(', ')}`)
}
