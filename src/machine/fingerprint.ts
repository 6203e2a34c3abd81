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

/** The inputs of the verification of a target, wherever they may be: a file that appears in a better place counts. */
export function verificationInputs({ sshd, wiring }: Target, grammar: Grammar): VerificationInputs {
  const places = (path: string): string[] => placesOf(path, wiring)
  return {
    contents: ['/etc/os-release', ...[sshd.configuration, wiring.nss.file, ...wiring.pam.files].flatMap(places)],
    folders: places(sshd.fragments),
    stats: [wiring.authorizedKeysCommand, sshd.program, ...grammar.databaseFiles],
  }
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
