import type { Host } from '../host.ts'
import type { Target } from '../core/target.ts'
import { sha256 } from '../core/digest.ts'
import { limits } from '../core/limits.ts'
import { placesOf } from '../core/vendor-files.ts'
import type { Grammar } from './grammar.ts'

/** What the verification of the login reads: configuration counts by content, programs and databases by stat. */
export interface VerificationInputs {
  readonly contents: readonly string[]
  /** Folders whose files all count by content. */
  readonly folders: readonly string[]
  readonly stats: readonly string[]
}

/** Where a dynamic linker looks for modules, besides the folder of its architecture. */
const libraryFolders = ['/lib', '/lib64', '/usr/lib', '/usr/lib64'] as const
/** semodule writes it anew whenever the modules change, for each of the policies that there are. */
const selinuxStores = ['default', 'mls', 'targeted'].map((policy) => `/var/lib/selinux/${policy}/active/commit_num`)
const nothing: VerificationInputs = { contents: [], folders: [], stats: [] }

/**
 * The inputs of the verification of a target: what it looked at itself, and what the programs that it asked look at.
 * Wherever they may be: a file that appears in a better place counts.
 */
export function verificationInputs(
  target: Target,
  grammar: Grammar,
  seen: VerificationInputs = nothing,
): VerificationInputs {
  const { sshd, wiring, repository } = target
  const places = (path: string): string[] => placesOf(path, wiring)
  const configuration = [sshd.configuration, wiring.nss.file, ...wiring.pam.files].flatMap(places)
  const own = [repository.entryFile, repository.keyringFile]
  const programs = [wiring.authorizedKeysCommand, sshd.program, ...grammar.databaseFiles]
  return {
    contents: union(['/etc/os-release', ...configuration, ...own], seen.contents),
    folders: union(places(sshd.fragments), seen.folders),
    stats: union([...programs, ...librariesOf(target), ...selinuxStores], seen.stats),
  }
}

/** The modules of NSS and PAM, where a system may have them. */
function librariesOf({ wiring, architecture }: Target): string[] {
  const folders = [...libraryFolders, `/lib/${architecture}-linux-gnu`, `/usr/lib/${architecture}-linux-gnu`]
  const names = [`libnss_${wiring.nss.module}.so.2`, `security/${wiring.pam.module}.so`]
  return folders.flatMap((folder) => names.map((name) => `${folder}/${name}`))
}

function union(some: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...some, ...more])]
}

/** One hash over all inputs: equal to the one stored when verification passed means nothing has changed since. */
export async function fingerprint(host: Host, inputs: VerificationInputs): Promise<string> {
  const inFolders = await Promise.all(inputs.folders.map((folder) => filesOf(host, folder)))
  const contents = [...inputs.contents, ...inFolders.flat()]
  const parts = [
    ...(await Promise.all(contents.map((path) => readPart(host, path)))),
    ...(await Promise.all(inputs.stats.map((path) => statPart(host, path)))),
  ]
  return sha256(parts.join('\n'))
}

async function filesOf(host: Host, folder: string): Promise<string[]> {
  return ((await host.files.list(folder)) ?? []).map((name) => `${folder}/${name}`)
}

/** What cannot be read (a folder among the fragments, a file of gigabytes) counts by stat. */
async function readPart(host: Host, path: string): Promise<string> {
  try {
    const bytes = await host.files.readBytes(path, limits.read.configurationBytes)
    return `${path} ${bytes === undefined ? 'absent' : await sha256(bytes)}`
  } catch {
    return statPart(host, path)
  }
}

async function statPart(host: Host, path: string): Promise<string> {
  const stat = await host.files.stat(path)
  if (stat === undefined) return `${path} absent`
  return `${path} ${stat.inode} ${stat.size} ${stat.mtimeMs} ${stat.mode}`
}
