import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { extensionFolder, newMachine, type Machine as Debian } from '../../simulation/machine.ts'
import type { Files, Processes } from '../../src/host.ts'
import type { Machine, Program } from './program.ts'

const source = 'https://packages.microsoft.com/debian/12/prod'

/**
 * Runs `install` on the Debian of the unit tests, in memory: its programs are started as a shell that says what they
 * would say, and whatever is asked of the network is asked of one address. Throws when it does not end well.
 */
export async function rehearseInstall({ main }: Program, real: Machine, address: string): Promise<void> {
  const logs = mkdtempSync(join(tmpdir(), 'rehearsal-'))
  try {
    const debian = newMachine({}, source)
    prepare(debian)
    const code = await main(['install'], () => onDebian(debian, real, { address, logs }))
    if (code !== 0) throw new Error(`the rehearsal of install ended with ${code}`)
  } finally {
    rmSync(logs, { recursive: true })
  }
}

/** The handler's own way to a machine, which leads to the one in memory. */
function onDebian(debian: Debian, real: Machine, { address, logs }: { address: string; logs: string }): Machine {
  const { files, http, keyring, log } = real
  return {
    ...real,
    files: besidePackage(debian.world.host().files, files),
    processes: programsOf(debian, real.processes),
    http: { get: (request) => http.get({ ...request, url: `http://${address}/?${request.url}` }) },
    // Any key will do where it is taken for the pinned one.
    keyring: {
      read: async (bytes) => {
        const key = await keyring.read(bytes)
        return key && { ...key, fingerprints: pinned() }
      },
    },
    log: {
      ...log,
      open: (folder, prefix) => {
        mkdirSync(join(logs, folder), { recursive: true })
        return log.open(join(logs, folder), prefix)
      },
    },
  }
}

/** What lies in the package itself, whose paths are relative here, is read from where it is being built. */
function besidePackage(inMemory: Files, real: Files): Files {
  const isInside = (path: string): boolean => !path.startsWith('/')
  return {
    ...inMemory,
    list: (path) => (isInside(path) ? real.list(join('..', path)) : inMemory.list(path)),
    readText: (path, maxBytes) =>
      isInside(path) ? real.readText(join('..', path), maxBytes) : inMemory.readText(path, maxBytes),
  }
}

/** The fingerprints of the key of packages.microsoft.com/debian/12, as the package has them. */
function pinned(): readonly string[] {
  const text = readFileSync('../distro-profiles/keys.json', 'utf8')
  const { keys } = JSON.parse(text) as { keys: Readonly<Record<string, { fingerprints: readonly string[] }>> }
  return keys.microsoft?.fingerprints ?? []
}

const speaker = ['sh', '-c', 'printf %s "$1"; printf %s "$2" >&2; exit "$3"', 'sh']

function programsOf(debian: Debian, real: Processes): Processes {
  const scripted = debian.world.host().processes
  const at = { connect: () => Promise.resolve(), work: () => Promise.resolve() }
  const way = { ...at, ask: () => Promise.resolve({ status: 200 as const, retryAfterSeconds: undefined }) }
  return {
    run: async (argv, options) => {
      const answer = await scripted.run(argv, options)
      if (answer.exitCode === undefined) return answer
      return real.run([...speaker, answer.stdout, answer.stderr, String(answer.exitCode)], options)
    },
    detach: (argv) => debian.transact(argv, way),
    lock: () => Promise.resolve({ release: () => Promise.resolve() }),
  }
}

/** The folders and the file that the agent makes, and what it says in the environment. */
function prepare({ world }: Debian): void {
  const folders = { logFolder: 'log', configFolder: 'config', statusFolder: 'status', eventsFolder: 'events' }
  for (const folder of Object.values(folders)) world.directory(`${extensionFolder}/${folder}`)
  const paths = Object.entries(folders).map(([name, folder]) => [name, `${extensionFolder}/${folder}`])
  const environment = [{ name: 'Rehearsal', version: 1, handlerEnvironment: Object.fromEntries(paths) as unknown }]
  world.file(`${extensionFolder}/HandlerEnvironment.json`, JSON.stringify(environment))
  Object.assign(process.env, { AZURE_GUEST_AGENT_EXTENSION_PATH: extensionFolder, ConfigSequenceNumber: '0' })
}
