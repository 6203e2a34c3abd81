import { z } from '../core/zod.ts'
import { HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import type { Files, Host } from '../host.ts'
import type { Invocation } from './invocation.ts'
import { readJson } from './json.ts'
import { problemsOf } from './problem.ts'

/** Where things belong: with an agent everything comes from HandlerEnvironment.json, no path is assumed. */
export interface HandlerEnvironment {
  /** Who runs the commands. */
  readonly kind: 'agent' | 'standalone'
  /** `<Publisher>.<Type>`. */
  readonly name: string
  /** The version of the extension that runs; undefined when nobody says. */
  readonly version: string | undefined
  readonly logFolder: string
  readonly configFolder: string
  readonly statusFolder: string
  /** Absent where the agent's telemetry is off. */
  readonly eventsFolder?: string
  /** The folder that holds HandlerEnvironment.json; standalone: the package. */
  readonly extensionFolder: string
  /** The agent's library directory (waagent: Lib.Dir), where the folders of all extensions stand. */
  readonly agentFolder: string
}

const fileName = 'HandlerEnvironment.json'

const folder = z
  .string()
  .max(4096)
  .regex(/^\/(?!\/)[^\p{Cc}]*[^\p{Cc}/][^\p{Cc}]*$/u, 'must be an absolute path')
  .refine((path) => !path.split('/').includes('..'), 'must not contain ".."')
  .transform((path) => path.replace(/\/+$/, ''))

const environmentSchema = z.tuple([
  z.object({
    name: z.string().regex(/^[\w.-]{1,200}$/, 'must be a plain name'),
    handlerEnvironment: z.object({
      logFolder: folder,
      configFolder: folder,
      statusFolder: folder,
      eventsFolder: folder.nullish(),
      eventsFolder_preview: folder.nullish(),
    }),
  }),
])

type EnvironmentFile = z.infer<typeof environmentSchema>[0]

/**
 * Reads HandlerEnvironment.json from the folder the agent names, else the working directory, else the package root.
 * Content that cannot be used is read again, because the agent writes the file in place. Throws `agent.environment`.
 */
export async function readEnvironment(host: Host, invocation: Invocation): Promise<HandlerEnvironment> {
  const folders = candidates(invocation)
  for (const extensionFolder of folders) {
    const file = await readRepeatedly(host, `${extensionFolder}/${fileName}`)
    if (file !== undefined) return fromFile(file, extensionFolder, invocation)
  }
  throw new HandlerFailure('agent.environment', { problem: `there is none in ${folders.join(', ')}` })
}

/**
 * What can be known when HandlerEnvironment.json is broken: the folders that the agent makes beside it. undefined when
 * they are not there either. Only for telling a status; without telemetry, and with the log in the usual place.
 */
export async function fallbackEnvironment(host: Host, invocation: Invocation): Promise<HandlerEnvironment | undefined> {
  for (const extensionFolder of candidates(invocation)) {
    const [statusFolder, configFolder] = [`${extensionFolder}/status`, `${extensionFolder}/config`]
    if (!(await isDirectory(host.files, statusFolder)) || !(await isDirectory(host.files, configFolder))) continue
    const name = extensionFolder.slice(extensionFolder.lastIndexOf('/') + 1).replace(/-[^-]*$/, '')
    const usual = `/var/log/azure/${name}`
    const logFolder = (await isDirectory(host.files, usual)) ? usual : extensionFolder
    const folders = { logFolder, configFolder, statusFolder, ...placeOf(extensionFolder) }
    return { kind: 'agent', name, version: versionOf(invocation), ...folders }
  }
  return undefined
}

function candidates({ env, cwd, packageRoot }: Invocation): string[] {
  const named = env.AZURE_GUEST_AGENT_EXTENSION_PATH ?? ''
  const usable = [named, cwd, packageRoot].flatMap((path) => folder.safeParse(path).data ?? [])
  return [...new Set(usable)]
}

async function readRepeatedly(host: Host, path: string): Promise<EnvironmentFile | undefined> {
  for (let attempt = 1; ; attempt++) {
    const read = await readOnce(host, path)
    if (typeof read !== 'string') return read
    if (attempt === limits.environment.attempts)
      throw new HandlerFailure('agent.environment', { problem: `${path}: ${read}` })
    await host.clock.sleep(limits.environment.waitMs)
  }
}

/** The content, undefined when there is no file, or what is wrong with it. */
async function readOnce(host: Host, path: string): Promise<EnvironmentFile | string | undefined> {
  const reading = await readJson(host.files, path, limits.read.environmentBytes)
  if (reading.kind === 'absent') return undefined
  if (reading.kind === 'blank') return 'it is empty'
  if (reading.kind === 'unusable') return reading.problem
  const checked = environmentSchema.safeParse(reading.value)
  return checked.success ? checked.data[0] : problemsOf(checked.error)
}

function fromFile(file: EnvironmentFile, extensionFolder: string, invocation: Invocation): HandlerEnvironment {
  const { logFolder, configFolder, statusFolder, eventsFolder, eventsFolder_preview } = file.handlerEnvironment
  const events = eventsFolder ?? eventsFolder_preview
  return {
    kind: 'agent',
    name: file.name,
    version: versionOf(invocation),
    logFolder,
    configFolder,
    statusFolder,
    ...(events != null && { eventsFolder: events }),
    ...placeOf(extensionFolder),
  }
}

function placeOf(extensionFolder: string): Pick<HandlerEnvironment, 'extensionFolder' | 'agentFolder'> {
  return { extensionFolder, agentFolder: extensionFolder.replace(/\/[^/]*$/, '') }
}

function versionOf({ env }: Invocation): string | undefined {
  const version = env.AZURE_GUEST_AGENT_EXTENSION_VERSION ?? ''
  return /^\d[\w.+-]{0,63}$/.test(version) ? version : undefined
}

async function isDirectory(files: Files, path: string): Promise<boolean> {
  return (await files.stat(path))?.type === 'directory'
}
