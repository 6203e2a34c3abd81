import { makeDebian } from '../test/operations/debian.ts'
import { wire } from '../test/operations/login.ts'
import { Packages } from '../test/operations/packages.ts'
import { readLauncher } from '../test/operations/transactions.ts'
import { World } from '../test/world.ts'
import { aptInstall, aptUpdate, type AptEnd } from './apt.ts'
import type { Way } from './mirror.ts'

/** Where the agent unpacked the handler. */
export const extensionFolder = '/var/lib/waagent/Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux-1.0.0'

/** A Debian 12 in memory, as the unit tests have it; only its apt-get asks a mirror. */
export interface Machine {
  readonly world: World
  /** Runs the transaction that a launcher was asked for, to its end; answers when it began and leaves what it leaves. */
  transact(argv: readonly string[], way: Way): Promise<void>
}

/** A machine with the settings that the agent wrote. */
export function newMachine(publicSettings: Readonly<Record<string, unknown>>, source: string): Machine {
  const world = new World()
  const packages = new Packages({
    installed: (name) => {
      if (name === 'aadsshlogin') wire(world)
    },
    removed: () => undefined,
    stored: (database) => void world.file('/var/lib/dpkg/status', database),
    text: (path) => world.text(path),
  })
  packages.offered.set('aadsshlogin', ['1.0.3'])
  makeDebian(world, packages)
  for (const name of ['config', 'status']) world.directory(`${extensionFolder}/${name}`)
  const settings = { runtimeSettings: [{ handlerSettings: { publicSettings } }] }
  world.file(`${extensionFolder}/config/0.settings`, JSON.stringify(settings))
  return { world, transact: (argv, way) => transact({ world, packages, source }, argv, way) }
}

interface Inside {
  readonly world: World
  readonly packages: Packages
  readonly source: string
}

async function transact({ world, packages, source }: Inside, argv: readonly string[], way: Way): Promise<void> {
  const { folder, ticket, program } = readLauncher(argv)
  const process = '/proc/4000/cmdline'
  world.entries.delete(`${folder}/${ticket}`)
  world.file(`${folder}/running`, '4000\n').file(process, ['/bin/sh', 'aadsshlogin-transaction', ...program].join('\0'))
  const asked = await askMirror(program, way, source)
  const { exitCode, output } = asked.exitCode === 0 ? packages.run(program) : asked
  world.entries.delete(process)
  world.file(`${folder}/output`, output).file(`${folder}/exit`, `${exitCode ?? 0}\n`)
}

async function askMirror(program: readonly string[], way: Way, source: string): Promise<AptEnd> {
  if (program[0] === 'apt-get' && program.includes('update')) return aptUpdate(way, source)
  if (program[0] === 'apt-get' && program.includes('install')) return aptInstall(way, source)
  return { exitCode: 0, output: '' }
}
