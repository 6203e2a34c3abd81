import type { Finding } from '../core/finding.ts'
import { limits } from '../core/limits.ts'
import type { Host } from '../host.ts'

const check = 'other-handlers'

/** Handlers that install the same packages, whoever publishes them: the agent names folders `<publisher>.<type>-<version>`. */
const sameJob = /^[\w.]+\.AADSSHLoginForLinux(?=-\d)/

/** Of the names in the agent's library directory, the folders of extensions that install the login packages. */
export function loginExtensions(folders: readonly string[]): string[] {
  return folders.filter((name) => sameJob.test(name))
}

/** Written by Microsoft's own handler at install and update; its uninstall takes it away. */
const microsoftMarker = '/var/log/AADSSHLoginForLinux.version'

interface Writer {
  readonly folder: RegExp
  /** What a person calls it, and what it does to the login. */
  readonly does: string
  readonly verdict: 'passed' | 'warning'
}

/** Handlers that write /etc/ssh/sshd_config, too. What only may do so is named without a warning. */
const writers: readonly Writer[] = [
  {
    folder: /^[\w.]+\.VMAccessForLinux-\d/,
    does: 'VMAccess ("Reset password") writes sshd_config anew when it resets SSH',
    verdict: 'warning',
  },
  {
    folder: /^Microsoft\.AKS\.Compute\.AKS\.Linux\.AKSNode-\d/,
    does: 'AKSNode edits sshd_config above the block that this login needs',
    verdict: 'warning',
  },
  {
    folder: /^Microsoft\.GuestConfiguration\.ConfigurationforLinux-\d/,
    does: 'Azure machine configuration is here and sets sshd_config where a policy for SSH is assigned',
    verdict: 'passed',
  },
]

export interface HandlerFolders {
  /** `<publisher>.<type>` of this handler. */
  readonly own: string
  /** Names in the agent's library directory. */
  readonly folders: readonly string[]
}

/** Whether other handlers on this machine manage the same packages or write the same sshd_config. */
export async function checkOtherHandlers(
  { files }: Pick<Host, 'files'>,
  { own, folders }: HandlerFolders,
): Promise<Finding> {
  const rivals = folders.filter((name) => {
    const other = sameJob.exec(name)?.[0]
    return other !== undefined && other.toLowerCase() !== own.toLowerCase()
  })
  const met = writers.filter(({ folder }) => folders.some((name) => folder.test(name)))
  const warnings = [...rivals.map(warnOfRival), ...sentences(met, 'warning')]
  if (warnings.length > 0) {
    const cure = met.some(({ verdict }) => verdict === 'warning') ? [repaired] : []
    return { check, verdict: 'warning', message: [...warnings, ...cure].join(' ') }
  }
  const notes = [...(await noteOfMicrosoft(files)), ...sentences(met, 'passed')]
  return { check, verdict: 'passed', message: notes.join(' ') || 'No other handler writes what this one does.' }
}

const repaired = 'The next enable of this extension finds a lost login and repairs it.'

function warnOfRival(folder: string): string {
  return `${folder} manages the same packages: whichever of the two is deleted takes the login away. Delete one of them, then run the other again.`
}

function sentences(met: readonly Writer[], wanted: Writer['verdict']): string[] {
  return met.filter(({ verdict }) => verdict === wanted).map(({ does }) => `${does}.`)
}

async function noteOfMicrosoft(files: Host['files']): Promise<string[]> {
  // Too large, or no text at all: then it is nobody's marker.
  const text = await files.readText(microsoftMarker, limits.read.markerBytes).catch(() => undefined)
  const version = /^[\d.]{1,40}$/.exec(text?.trim() ?? '')?.[0]
  if (text === undefined) return []
  return [
    `Microsoft's own handler${version === undefined ? '' : ` ${version}`} was here before; its packages are used on.`,
  ]
}
