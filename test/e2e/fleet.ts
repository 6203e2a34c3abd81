import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { agentEnvironment, commandEnvironment } from '../lab/agent/command-environment.ts'
import { azureFolders, layoutOf } from '../lab/agent/layout.ts'
import { makeExecutable, unpack } from '../lab/agent/unpack.ts'
import { handlerName, labZip } from '../lab/handler-package.ts'
import { Machine } from '../lab/machine/machine.ts'
import type { Site } from '../lab/site.ts'

const version = '1.0.0'
const paths = layoutOf(azureFolders, handlerName, version)

/** What became of one VM. */
export interface Seen {
  /** Exit codes of install and enable. */
  readonly install: number | null
  readonly enable: number | null
  /** What enable says in its status, and dpkg of the login package. */
  readonly status: string
  readonly login: string
  readonly installMs: number
  readonly enableMs: number
  readonly readyAt: number
}

/** The handler as the agent leaves it on a disk, with these public settings: one layer for a whole fleet. */
export async function handlerLayer(publicSettings: object): Promise<string> {
  const layer = mkdtempSync(join(tmpdir(), 'fleet-'))
  await unpack(await labZip(version), join(layer, paths.base))
  makeExecutable(join(layer, paths.base))
  for (const folder of [paths.config, paths.status, paths.log, paths.events])
    mkdirSync(join(layer, folder), { recursive: true, mode: 0o700 })
  const handlerEnvironment = {
    logFolder: paths.log,
    configFolder: paths.config,
    statusFolder: paths.status,
    eventsFolder: paths.events,
  }
  const environment = [{ name: handlerName, version: 1.0, handlerEnvironment }]
  writeFileSync(join(layer, paths.environment), JSON.stringify(environment))
  const settings = { runtimeSettings: [{ handlerSettings: { publicSettings } }] }
  writeFileSync(join(layer, paths.config, '0.settings'), JSON.stringify(settings))
  return layer
}

/** So many machines side by side in the site's network, four at a time. */
export async function bootFleet(site: Site, layer: string, count: number): Promise<Machine[]> {
  const machines: Machine[] = []
  let place = 0
  const lane = async (): Promise<void> => {
    while (place < count)
      machines.push(await Machine.up({ fabric: site.network, place: (place += 1), layers: [layer], size: '64m' }))
  }
  await Promise.all(Array.from({ length: 4 }, lane))
  return machines
}

/** Install, then enable, with the limits of the agent. `since` is what readyAt counts from, in ms. */
export async function goLive(machine: Machine, since: number): Promise<Seen> {
  const install = await command(machine, 'install', 900_000)
  const enable = await command(machine, 'enable', 300_000)
  const readyAt = performance.now() - since
  const [{ status }] = JSON.parse(await machine.read(`${paths.status}/0.status`)) as [{ status: { status: string } }]
  const login = await machine.run(['dpkg-query', '-Wf', '${db:Status-Abbrev}', 'aadsshlogin'])
  return {
    ...{ install: install.code, enable: enable.code, installMs: install.ms, enableMs: enable.ms, readyAt },
    ...{ status: status.status, login: login.stdout.trim() },
  }
}

function command(machine: Machine, operation: 'install' | 'enable', timeoutMs: number): ReturnType<Machine['run']> {
  const own = agentEnvironment('2.15.0.1')
  const context = { operation, base: paths.base, version, sequence: 0, uninstallCode: 'NOT_RUN' }
  const env = { HOME: undefined, ...commandEnvironment(context, own) }
  return machine.run([`${paths.base}/scripts/handler.sh`, operation], { cwd: paths.base, env, timeoutMs })
}
