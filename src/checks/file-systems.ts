import type { FailureCode } from '../core/failures.ts'
import type { Finding } from '../core/finding.ts'
import { limits } from '../core/limits.ts'
import type { PackageManagerName } from '../core/profile-schema.ts'
import type { FileSystem, Host } from '../host.ts'

const check = 'file-systems'

export interface Places {
  /** Where packages, what they bring and our own state are written. */
  readonly written: readonly string[]
  /** Where the package manager starts programs that it has put there itself. */
  readonly executed: readonly string[]
}

/** The places of every system. */
const usual = ['/', '/etc', '/usr', '/var', '/var/lib', '/var/lib/aadsshlogin-handler', '/tmp']

/** rpm writes scriptlets to /var/tmp but hands them to their interpreter, so that noexec does not matter to it. */
function rpm(cache: string): Places {
  return { written: [...usual, '/var/lib/rpm', '/var/tmp', cache], executed: [] }
}

/** The places of each package manager. */
export const packagePlaces: Readonly<Record<PackageManagerName, Places>> = {
  'apt-get': {
    written: [...usual, '/var/lib/dpkg', '/var/lib/apt/lists', '/var/cache/apt/archives'],
    // dpkg starts the packages' scripts where they lie; a first preinst lies in tmp.ci.
    executed: ['/var/lib/dpkg/info', '/var/lib/dpkg/tmp.ci'],
  },
  dnf: rpm('/var/cache/dnf'),
  yum: rpm('/var/cache/yum'),
  zypper: rpm('/var/cache/zypp'),
  tdnf: rpm('/var/cache/tdnf'),
}

interface Place extends FileSystem {
  readonly path: string
}

/** Whether everything that must be written can be, has room for the packages, and lets the packages' scripts run. */
export async function checkFileSystems(
  host: Pick<Host, 'files'>,
  { written, executed }: Places = { written: usual, executed: [] },
): Promise<Finding> {
  const places = await mounts(host, written)
  const started = await mounts(host, executed)
  const room = limits.disk.freeBytes
  return (
    blocked('dependency.read-only', places.filter(({ readOnly }) => readOnly).map(named)) ??
    blocked('dependency.noexec', started.filter(({ noExec }) => noExec).map(named)) ??
    blocked('dependency.disk-full', places.filter(({ freeBytes }) => freeBytes < room).map(lack)) ?? {
      check,
      verdict: 'passed',
      message: 'There is room, and nothing that must be written is read-only.',
    }
  )
}

/** The first path of each file system; what the system does not tell is passed over. */
async function mounts({ files }: Pick<Host, 'files'>, paths: readonly string[]): Promise<Place[]> {
  const found = new Map<string, Place>()
  for (const path of paths) {
    const at = await files.fileSystem(path)
    if (at !== undefined && !found.has(at.mountPoint)) found.set(at.mountPoint, { path, ...at })
  }
  return [...found.values()]
}

function blocked(code: FailureCode, troubles: readonly string[]): Finding | undefined {
  if (troubles.length === 0) return undefined
  return { check, verdict: 'blocked', code, detail: { detail: troubles.join('; ') } }
}

function named({ path, mountPoint }: Place): string {
  return path === mountPoint ? path : `${mountPoint} (for ${path})`
}

function lack(place: Place): string {
  const [free, needed] = [place.freeBytes, limits.disk.freeBytes].map((bytes) => Math.floor(bytes / 1_000_000))
  return `${named(place)} has ${free} MB free, ${needed} MB are needed`
}
