import { plainSettingsFile } from '../agent/plain-settings.ts'
import { readSettings } from '../agent/settings.ts'
import { asFailure, HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { together } from '../core/together.ts'
import { programSources, textSources, type TextSource } from './bundle-sources.ts'
import { answerOf, settingsOf, textOf, type BundleText } from './bundle-texts.ts'
import { checkMachine } from './check.ts'
import type { Desk, Terminal } from './desk.ts'
import type { BundleDocument, OperatorDocument } from './documents.ts'
import type { Place } from './place.ts'
import { planCommand } from './plan.ts'
import { readStatus } from './status.ts'

/** Collects what support needs into an archive that root alone can read. Throws `usage` when the file is there already. */
export async function writeBundle(desk: Desk, place: Place, output: string | undefined): Promise<BundleDocument> {
  const { host, terminal, version } = desk
  const now = host.clock.now()
  const stamp = new Date(now).toISOString().replace(/[-:]|\.\d+/g, '')
  const folder = `aadsshlogin-support-${stamp}`
  const path = absolute(output ?? `/root/${folder}.tar.gz`, desk.cwd)
  if ((await host.files.stat(path)) !== undefined) throw new HandlerFailure('usage', { problem: `${path} exists` })
  await learnSecrets(desk, place)
  const texts = await terminal.progress('Collecting', collect(desk, place))
  const files = withinTotal(texts.map((one) => ({ ...one, text: host.log.redact(one.text) })))
  const listed = files.map(({ name, text, note }) => ({
    name,
    characters: text.length,
    ...(note !== undefined && { note }),
  }))
  const contents = listed.map(
    ({ name, characters, note }) => `${name}  ${characters}${note === undefined ? '' : `  (${note})`}\n`,
  )
  const packed = await desk.pack(
    folder,
    [{ name: 'contents.txt', text: host.log.redact(contents.join('')) }, ...files],
    now,
  )
  await host.files.writeAtomic(path, packed, 0o600)
  const head = {
    schema: 1,
    handlerVersion: version,
    verb: 'support-bundle',
    time: new Date(now).toISOString(),
  } as const
  return { ...head, path, bytes: packed.length, files: listed }
}

/** The same for a person: where it is, what is in it, and how to fetch it. */
export function bundleText({ path, bytes, files }: BundleDocument, { columns, paint, width }: Terminal): string {
  const rows = files.map(({ name, characters, note }) => [`  ${name}`, String(characters), note ?? ''])
  return [
    columns([[paint('title', 'In it'), paint('title', 'characters'), ''], ...rows], width),
    '',
    `${path} (${Math.ceil(bytes / 1024)} KiB) is written, readable for root alone.`,
    'Known secrets are masked, protected settings are left out; look through it before you hand it on.',
  ].join('\n')
}

function absolute(path: string, cwd: string): string {
  return path.startsWith('/') ? path : `${cwd === '/' ? '' : cwd}/${path}`
}

/** Whatever the settings call secret is masked everywhere; settings that cannot be read tell none. */
async function learnSecrets({ host }: Desk, { environment, sequence }: Place): Promise<void> {
  try {
    const { logLevel, proxyCredentials } = await readSettings(host, environment, sequence)
    const { username, password } = proxyCredentials ?? {}
    host.log.configure(
      logLevel,
      [username, password].filter((secret) => secret !== undefined),
    )
  } catch (error) {
    host.log.write('warn', 'the settings cannot be read, so their secrets are not known', { error })
  }
}

async function collect(desk: Desk, place: Place): Promise<BundleText[]> {
  const { host } = desk
  const agentFiles = await agentSources(desk, place)
  const texts = await together([...agentFiles, ...textSources].map((source) => textOf(host, source)))
  const { configFolder } = place.environment
  const settings = [...(await newestFirst(desk, configFolder, '.settings')), plainSettingsFile]
  const open = settings.map((name) => settingsOf(host, `${configFolder}/${name}`, `settings/${name}`))
  const answers = await together(programSources.map((source) => answerOf(host, source)))
  return [
    await documentOf('status', () => readStatus(desk, place)),
    await documentOf('check', () => checkMachine(desk, place, 0)),
    await documentOf('plan-install', () => planCommand(desk, place, 'install')),
    ...[...(await together(open)), ...texts, ...answers].filter((text) => text !== undefined),
  ]
}

async function documentOf(name: string, make: () => Promise<OperatorDocument>): Promise<BundleText> {
  try {
    return { name: `${name}.json`, text: `${JSON.stringify(await make(), null, 2)}\n` }
  } catch (error) {
    return { name: `${name}.json`, text: '', note: asFailure(error).message }
  }
}

/** The log with its older parts, and the status files: their names are known on the machine only. */
async function agentSources(desk: Desk, { environment }: Place): Promise<TextSource[]> {
  const { logFolder, statusFolder, extensionFolder } = environment
  const logs = ((await desk.host.files.list(logFolder)) ?? []).filter((name) => /^handler\.log(\.\d+)?$/.test(name))
  const statuses = await newestFirst(desk, statusFolder, '.status')
  return [
    { name: 'agent/HandlerEnvironment.json', path: `${extensionFolder}/HandlerEnvironment.json`, form: 'json' },
    ...logs.map((name): TextSource => ({ name: `log/${name}`, path: `${logFolder}/${name}`, form: 'text' })),
    ...statuses.map((name): TextSource => ({ name: `status/${name}`, path: `${statusFolder}/${name}`, form: 'json' })),
  ]
}

/** As many files of an ending as the agent's folders are kept short of, the newest first. */
async function newestFirst({ host }: Desk, folder: string, ending: string): Promise<string[]> {
  const names = ((await host.files.list(folder)) ?? []).filter(
    (name) => /^\d{1,10}\.\w+$/.test(name) && name.endsWith(ending),
  )
  const aged = await together(
    names.map(async (name) => ({ name, mtimeMs: (await host.files.stat(`${folder}/${name}`))?.mtimeMs ?? 0 })),
  )
  const sorted = aged.toSorted((a, b) => b.mtimeMs - a.mtimeMs)
  return sorted.slice(0, limits.read.statusFilesKept).map(({ name }) => name)
}

/** What comes last gives way when all together is too much. */
function withinTotal(texts: readonly BundleText[]): BundleText[] {
  let left: number = limits.bundle.totalCharacters
  return texts.map((one) => {
    left -= one.text.length
    return left >= 0 ? one : { name: one.name, text: '', note: 'left out: too much in all' }
  })
}
