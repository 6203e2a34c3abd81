import { bytesOfText } from '../core/byte-text.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { namesModule } from '../core/pam-text.ts'
import type { LoginPlaces } from '../core/removal.ts'
import type { Host } from '../host.ts'
import { sshdComplaint, tellSshd } from './sshd-process.ts'
import { pamFolder, readText, wiredFiles, type WiredFile, type WiringPart } from './wiring-files.ts'

/** Debian's way to the files of PAM: profiles, which pam-auth-update puts together. */
const profileFolder = '/usr/share/pam-configs'
const stateFolder = '/var/lib/pam'
/** Where debconf keeps the answer to which profiles are in use. */
const answers = '/var/cache/debconf/config.dat'
/** Links may lead to what belongs to the distribution. */
const writable = ['/etc/', `${stateFolder}/`, answers]

/** Texts of files as they were, by path. */
export type KeptFiles = ReadonlyMap<string, string>

/**
 * Takes a part of the login out of the configuration: the system's own way where there is one, else line by line.
 * Answers what the files were. Throws, with everything as it was, when something would still name it.
 */
export async function takeOut(host: Host, part: WiringPart, places: LoginPlaces): Promise<KeptFiles> {
  const kept = await keep(host, part, places)
  try {
    if (part === 'sshd') await takeOutOfSshd(host, places)
    else {
      if (part === 'pam') await withdrawProfiles(host, places)
      await rewrite(host, await wiredFiles(host, part, places))
    }
    const left = await wiredFiles(host, part, places)
    if (left.length > 0) throw new Error(`it is still in ${left.map(({ path }) => path).join(', ')}`)
    return kept
  } catch (error) {
    await putBack(host, kept)
    throw error
  }
}

/** Writes back what was taken out. */
export async function putBack(host: Host, kept: KeptFiles): Promise<void> {
  for (const [path, text] of kept) if ((await readText(host, path)) !== text) await write(host, path, text)
}

async function keep(host: Host, part: WiringPart, places: LoginPlaces): Promise<KeptFiles> {
  const kept = new Map((await wiredFiles(host, part, places)).map(({ path, text }) => [path, text]))
  if (part !== 'pam' || kept.size === 0) return kept
  const answered = await readText(host, answers)
  if (answered !== undefined) kept.set(answers, answered)
  // pam-auth-update remembers what it wrote, and may write the other files of its own anew.
  for (const folder of [stateFolder, pamFolder])
    for (const name of (await host.files.list(folder)) ?? []) {
      if (folder === pamFolder && !name.startsWith('common-')) continue
      const path = `${folder}/${name}`
      const text = await readText(host, path)
      if (text !== undefined && (await host.files.resolve(path)) === path) kept.set(path, text)
    }
  return kept
}

/** pam-auth-update leaves files alone that somebody has changed: what it leaves is for the lines. */
async function withdrawProfiles(host: Host, { wiring: { pam } }: LoginPlaces): Promise<void> {
  const names: string[] = []
  for (const name of (await host.files.list(profileFolder)) ?? []) {
    const text = await readText(host, `${profileFolder}/${name}`)
    if (text !== undefined && isProfileOf(text, pam.module)) names.push(name)
  }
  if (names.length === 0) return
  const argv = ['pam-auth-update', '--package', '--remove', ...names]
  const env = { DEBIAN_FRONTEND: 'noninteractive' }
  const { exitCode, stderr } = await host.processes.run(argv, { timeoutMs: limits.query.timeoutMs, env })
  host.log.write('info', 'pam-auth-update', { names, exitCode, stderr })
}

/** The rules in a profile have no group before them. */
function isProfileOf(text: string, module: string): boolean {
  return text.split('\n').some((line) => namesModule(`auth ${line.trim()}`, module))
}

async function takeOutOfSshd(host: Host, places: LoginPlaces): Promise<void> {
  const wired = await wiredFiles(host, 'sshd', places)
  if (wired.length === 0) return
  const before = await sshdComplaint(host, places.sshd.program)
  await rewrite(host, wired)
  const after = await sshdComplaint(host, places.sshd.program)
  // What it complained of before is not ours to put right, and no reason to leave a dead program in there.
  if (after !== '' && after !== before) throw new HandlerFailure('ssh-server.invalid', { reason: after })
  if (after === '') await tellSshd(host, places)
}

async function rewrite(host: Host, wired: readonly WiredFile[]): Promise<void> {
  for (const { path, without } of wired) await write(host, path, without)
}

async function write(host: Host, path: string, text: string): Promise<void> {
  if (!writable.some((place) => path.startsWith(place))) throw new Error(`${path} is not for us to change`)
  const mode = (await host.files.stat(path))?.mode ?? 0o644
  await host.files.writeAtomic(path, bytesOfText(text), mode)
  host.log.write('warn', `changed ${path}`)
}
