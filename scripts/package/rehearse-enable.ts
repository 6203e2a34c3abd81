import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defaultSettings } from '../../src/agent/settings.ts'
import type { Files } from '../../src/host.ts'
import { fingerprint } from '../../src/machine/fingerprint.ts'
import { writeMemory } from '../../src/machine/memory.ts'
import { requestKey } from '../../src/operations/remember.ts'
import type { Machine, Program } from './program.ts'

/**
 * Runs `enable` with nothing to do, the command of every boot, on a machine that is a folder: no program is started,
 * no file outside is touched. Throws when it does not end well.
 */
export async function rehearseEnable({ main }: Program, real: Machine, version: string): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), 'rehearsal-'))
  try {
    const host = confined(real, root)
    await prepare(host, root, version)
    const code = await main(['enable'], () => host)
    if (code !== 0) throw new Error(`the rehearsal of enable ended with ${code}`)
  } finally {
    rmSync(root, { recursive: true })
  }
}

/** The same machine with its files below a folder, without programs and network. */
function confined({ files, log, ...rest }: Machine, root: string): Machine {
  const at = (path: string): string => join(root, path)
  const below = Object.entries(files).map(([name, method]: [string, (path: string, ...more: unknown[]) => unknown]) => [
    name,
    (path: string, ...more: unknown[]) => method(at(path), ...more),
  ])
  return {
    ...rest,
    files: { ...(Object.fromEntries(below) as Files), rename: (from, to) => files.rename(at(from), at(to)) },
    processes: { run: refuse, detach: refuse, lock: () => Promise.resolve({ release: () => Promise.resolve() }) },
    http: { get: refuse },
    log: { ...log, open: (folder, prefix) => log.open(at(folder), prefix) },
  }
}

function refuse(): Promise<never> {
  return Promise.reject(new Error('the rehearsal started a program or asked the network'))
}

/** A machine whose login was verified, and the folders and files of the agent. */
async function prepare(host: Machine, root: string, version: string): Promise<void> {
  const extension = '/extension'
  const folders = { logFolder: 'log', configFolder: 'config', statusFolder: 'status', eventsFolder: 'events' }
  for (const folder of Object.values(folders)) mkdirSync(join(root, extension, folder), { recursive: true })
  mkdirSync(join(root, 'run'))
  mkdirSync(join(root, 'etc/ssh'), { recursive: true })
  for (const name of ['ssh/a', 'ssh/b']) writeFileSync(join(root, 'etc', name), 'UseDNS no\n')
  writeFileSync(join(root, 'etc/os-release'), 'ID=debian\nVERSION_ID="12"\nVERSION_CODENAME=bookworm\n')
  const paths = Object.entries(folders).map(([name, folder]) => [name, `${extension}/${folder}`])
  const environment = [{ name: 'Rehearsal', version: 1, handlerEnvironment: Object.fromEntries(paths) as unknown }]
  const settings = { runtimeSettings: [{ handlerSettings: { publicSettings: {}, protectedSettings: null } }] }
  writeFileSync(join(root, extension, 'HandlerEnvironment.json'), JSON.stringify(environment))
  writeFileSync(join(root, extension, 'config/0.settings'), JSON.stringify(settings))
  Object.assign(process.env, { AZURE_GUEST_AGENT_EXTENSION_PATH: extension, ConfigSequenceNumber: '0' })
  const inputs = { contents: ['/etc/os-release', '/etc/none'], folders: ['/etc/ssh'], stats: ['/etc/os-release'] }
  const request = await requestKey({ version }, defaultSettings())
  await writeMemory(host, { vmId: '', verified: { request, fingerprint: await fingerprint(host, inputs), inputs } })
}
