import type { Host } from '../host.ts'
import type { Target } from '../core/target.ts'
import { sha256 } from '../core/digest.ts'
import { nssModulePlaces, pamModulePlaces } from '../core/library-folders.ts'
import { limits } from '../core/limits.ts'
import { together } from '../core/together.ts'
import { placesOf } from '../core/vendor-files.ts'
import type { Grammar } from './grammar.ts'

/** What the verification of the login reads: configuration counts by content, programs and databases by stat. */
export interface VerificationInputs {
  readonly contents: readonly string[]
  /** Folders whose files all count by content. */
  readonly folders: readonly string[]
  readonly stats: readonly string[]
}

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
    stats: union(
      [...programs, ...nssModulePlaces(wiring.nss.module), ...pamModulePlaces(wiring.pam.module), ...selinuxStores],
      seen.stats,
    ),
  }
}

function union(some: readonly string[], more: readonly string[]): string[] {
  return [...new Set([...some, ...more])]
}

/** One hash over all inputs: equal to the one stored when verification passed means nothing has changed since. */
export async function fingerprint(host: Host, inputs: VerificationInputs): Promise<string> {
  const inFolders = await together(inputs.folders.map((folder) => filesOf(host, folder)))
  const contents = [...inputs.contents, ...inFolders.flat()]
  const parts = [
    ...(await together(contents.map((path) => readPart(host, path)))),
    ...(await together(inputs.stats.map((path) => statPart(host, path)))),
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
