import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { apt } from '../src/machine/grammar/apt.ts'
import type { Site } from '../test/lab/site.ts'
import type { Machine } from '../test/lab/machine/machine.ts'
import type { Contender } from './rounds.ts'
import { measurePath, measureProgram, readMeasured, type Measured } from './measure.ts'

const sourceFile = '/etc/apt/sources.list.d/bench.list'
const repository = 'https://packages.microsoft.com/debian/12/prod bookworm main'
const handlers = { bash: 'handler.sh', Python: 'handler.py' } as const

type Environment = Readonly<Record<string, string>>

/** A machine of the lab on which login works, with our handler and the two that it is compared with. */
export interface Guest {
  /** What is run for `enable` with nothing to do. */
  readonly enabling: readonly Contender[]
  /** What is run to have the login package installed; each begins with a machine that has neither it nor its source. */
  readonly installing: readonly Contender[]
  /** What is run to know what a start costs. */
  readonly starting: readonly Contender[]
}

/** Makes the machine in the site. Throws when our handler cannot install or enable there. */
export async function benchGuest(site: Site): Promise<Guest> {
  const binds = [{ from: await measureProgram(), to: measurePath }]
  const vm = await site.machine({ binds })
  const { runs } = await vm.enable()
  const [install, enable] = runs
  if (install?.exitCode !== 0 || enable?.exitCode !== 0) throw new Error(`no start: ${JSON.stringify(runs)}`)
  const base = enable.environment.AZURE_GUEST_AGENT_EXTENSION_PATH!
  const key = readFileSync(join(site.packages.world.keys, 'good.gpg'))
  for (const name of Object.values(handlers)) await addHandler(vm.guest, name, key)

  const ours = (...words: string[]): string[] => [`${base}/scripts/handler.sh`, ...words]
  const timed = (name: string, argv: readonly string[], env: Environment, before?: () => Promise<void>): Contender => ({
    name,
    run: async () => {
      await before?.()
      return measured(vm.guest, argv, env)
    },
  })
  const others = (operation: string, env: Environment, before?: () => Promise<void>): Contender[] =>
    Object.entries(handlers).map(([language, file]) =>
      timed(`${language} handler`, [`${folderOf(file)}/${file}`, operation], env, before),
    )
  const clean = async (): Promise<void> => {
    await vm.guest.must(['env', 'ConfigSequenceNumber=0', ...ours('uninstall')])
    await vm.guest.must(['sh', '-c', cleaning])
  }
  const node = `${base}/runtime/x64/node`
  const floor = timed('node -e 0', [node, '-e', '0'], {})
  return {
    enabling: [timed('handler', ours('enable'), enable.environment), ...others('enable', enable.environment), floor],
    installing: [
      timed('handler', ours('install'), install.environment, clean),
      timed('apt-get alone', ['sh', '-c', await transaction(vm.guest, key)], apt.environment, async () => {
        await clean()
        await vm.guest.write(sourceFile, sourceLine)
      }),
      ...others('install', install.environment, clean),
    ],
    starting: [
      timed('handler', ours('--version'), {}),
      ...others('--version', {}),
      floor,
      timed(
        'node -e 0, shipped loader',
        [`${base}/runtime/x64/lib/ld-linux-x86-64.so.2`, '--library-path', `${base}/runtime/x64/lib`, node, '-e', '0'],
        {},
      ),
    ],
  }
}

async function measured(guest: Machine, argv: readonly string[], env: Environment): Promise<Measured> {
  const { stdout } = await guest.must([measurePath, ...argv], { env: { HOME: undefined, ...env } })
  return readMeasured(stdout, argv.join(' '))
}

const keyring = '/usr/share/keyrings/bench.gpg'
const sourceLine = `deb [arch=amd64 signed-by=${keyring}] ${repository}\n`

/** The very commands that the handler runs, with nothing around them. */
async function transaction(guest: Machine, key: Buffer): Promise<string> {
  await guest.write('/opt/bench/key.gpg', key)
  const fill = (words: readonly string[]): string =>
    words
      .flatMap((word) => (word === '{proxy...}' ? [] : word === '{packages...}' ? ['aadsshlogin'] : [word]))
      .map((word) => `'${word.replace('{lockSeconds}', '60').replace('{sourceFile}', sourceFile)}'`)
      .join(' ')
  return `cp /opt/bench/key.gpg ${keyring} && ${fill(apt.refresh)} && ${fill(apt.install)}`
}

/** Removes what the handlers in bash and Python and apt-get alone have left. */
const cleaning = [
  'dpkg --purge aadsshlogin >/dev/null 2>&1',
  `rm -rf ${sourceFile} ${keyring} /var/lib/bench-* /var/lib/apt/lists/packages.microsoft.com* /var/cache/apt/archives/*.deb`,
].join('; ')

function folderOf(file: string): string {
  return `/opt/bench/${file}`
}

async function addHandler(guest: Machine, file: string, key: Buffer): Promise<void> {
  const folder = folderOf(file)
  const folders = { logFolder: `${folder}/log`, configFolder: `${folder}/config`, statusFolder: `${folder}/status` }
  await guest.must(['mkdir', '-p', ...Object.values(folders)])
  await guest.write(`${folder}/${file}`, readFileSync(join(import.meta.dirname, 'handlers', file)), 0o755)
  await guest.write(`${folder}/HandlerEnvironment.json`, JSON.stringify([{ version: 1, handlerEnvironment: folders }]))
  const handlerSettings = { publicSettings: {}, protectedSettings: null, protectedSettingsCertThumbprint: null }
  await guest.write(`${folder}/config/0.settings`, JSON.stringify({ runtimeSettings: [{ handlerSettings }] }))
  await guest.write(`${folder}/key.gpg`, key)
  await guest.write(`${folder}/repository`, `${repository}\n`)
}
