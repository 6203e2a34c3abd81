import { statusText, zipHandler } from '../agent/sample-handler.ts'
import type { Variant } from '../machine/variants.ts'
import type { PackageWorld } from '../packages/world.ts'

/** Publisher and type of the handler that Microsoft offered before. */
export const predecessor = { publisher: 'Microsoft.Azure.ActiveDirectory.LinuxSSH', type: 'AADLoginForLinux' } as const

const deb = '/opt/aadlogin.deb'

/** A machine that can be given the predecessor: its package lies there, because its repository is no part of the lab. */
export function withOldPackage(world: PackageWorld): Variant {
  return { binds: [{ from: world.deb('aadlogin', '1.0.0'), to: deb }] }
}

/** Writes a stand-in for the predecessor's handler into a folder: it installs and purges the package aadlogin. */
export function predecessorZip(folder: string): Promise<string> {
  const enable = `cat > status/$ConfigSequenceNumber.status <<END\n${statusText('success', 0, 'AADLogin is enabled.')}\nEND`
  return zipHandler(folder, 'predecessor', {
    commands: { install: `dpkg -i ${deb}`, enable, uninstall: 'dpkg --purge aadlogin' },
  })
}
