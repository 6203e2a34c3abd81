import { limits } from '../core/limits.ts'
import type { Files, Host } from '../host.ts'
import type { HandlerEnvironment } from './environment.ts'
import { sequenceNumber } from './sequence.ts'

/**
 * Where a package stands that no guest agent runs, in a folder named after its version, and beside it settings and
 * status. Never below the agent's folder: what is not in a goal state is deleted there.
 */
export const standaloneFolder = '/opt/aadsshlogin-handler'

/** The environment of a package in a folder of standaloneFolder; undefined for one that stands anywhere else. */
export async function standaloneEnvironment(
  { files }: Pick<Host, 'files'>,
  packageRoot: string,
): Promise<HandlerEnvironment | undefined> {
  const folder = await files.resolve(standaloneFolder)
  if (folder === undefined || packageRoot.replace(/\/[^/]*$/, '') !== folder) return undefined
  const agentFolder = await agentLibrary(files)
  if (packageRoot.startsWith(`${agentFolder}/`)) return undefined
  return {
    kind: 'standalone',
    name: 'aadsshlogin-handler',
    version: undefined,
    logFolder: '/var/log/aadsshlogin-handler',
    configFolder: standaloneFolder,
    statusFolder: `${standaloneFolder}/status`,
    extensionFolder: packageRoot,
    agentFolder,
  }
}

/** The number of this command: one more than the last that left a status, since no agent counts. */
export async function nextSequence(
  { files }: Pick<Host, 'files'>,
  { statusFolder }: Pick<HandlerEnvironment, 'statusFolder'>,
): Promise<number> {
  const names = (await files.list(statusFolder)) ?? []
  const numbers = names.flatMap((name) => (name.endsWith('.status') ? (sequenceNumber(name.slice(0, -7)) ?? []) : []))
  return Math.max(-1, ...numbers) + 1
}

/** Whether a package stands in standaloneFolder, so that somebody can run it. */
export async function isStandaloneThere({ files }: Pick<Host, 'files'>): Promise<boolean> {
  for (const name of (await files.list(standaloneFolder)) ?? [])
    if ((await files.stat(`${standaloneFolder}/${name}/scripts/handler.sh`)) !== undefined) return true
  return false
}

/** `Lib.Dir` of the agent's configuration, which it reads as the last line that says so; else its default. */
async function agentLibrary(files: Files): Promise<string> {
  const text = await files.readText('/etc/waagent.conf', limits.read.configurationBytes).catch(() => undefined)
  const named = [...(text ?? '').matchAll(/^[ \t]*Lib\.Dir[ \t]*=[ \t]*(\/[^\s#]+)/gm)].at(-1)?.[1]
  return (named ?? '/var/lib/waagent').replace(/\/+$/, '')
}
