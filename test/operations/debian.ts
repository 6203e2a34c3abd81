import { withCoreutils } from '../coreutils.ts'
import type { World } from '../world.ts'
import { sshdAnswer, unwiredFiles } from './login.ts'
import type { Packages } from './packages.ts'

/** As far as the handler reads it; whole texts of every distribution are in test/fixtures. */
const release = `PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"
NAME="Debian GNU/Linux"
VERSION_ID="12"
VERSION_CODENAME=bookworm
ID=debian
`
const block = 128 * 1024 * 1024

/** Makes a world a fresh Debian 12 on Azure with 1 GiB of memory: its files, and the programs that answer questions. */
export function makeDebian(world: World, packages: Packages): void {
  unwiredFiles(world)
  world
    .file('/etc/os-release', release)
    .file('/etc/apt/sources.list', 'deb http://deb.invalid/debian bookworm main\n')
    .file('/proc/meminfo', 'MemTotal:         996148 kB\n')
    .file('/sys/devices/system/memory/block_size_bytes', `${block.toString(16)}\n`)
    .file('/sys/class/dmi/id/product_uuid', 'VM-1\n')
    .file('/proc/locks', '')
    .file('/usr/lib/apt/methods/https', 'method')
    .file('/usr/bin/apt-get', 'program', 0o755)
    .file('/etc/ssl/certs/ca-certificates.crt', 'authorities')
  for (let at = 0; at < 8; at++) world.directory(`/sys/devices/system/memory/memory${at}`)
  for (const path of ['/etc/apt/sources.list.d', '/usr/share/keyrings', '/run', '/tmp', '/var/lib/dpkg', '/var/log'])
    world.directory(path)
  world
    .program('dpkg-query', (argv) => packages.query(argv))
    .program('dpkg', (argv) => packages.verify(argv))
    .program('apt-get', (argv) => packages.simulate(argv))
    .program('apt-cache', (argv) => packages.versions(argv))
    .program('/usr/sbin/sshd', (argv) => sshdAnswer(world, argv))
  withCoreutils(world)
  packages.set('libc6', '2.36')
}
