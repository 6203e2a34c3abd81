import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readZip } from '../../scripts/package/read-zip.ts'
import { tarGzip } from '../../scripts/package/tar.ts'
import { commandLines, type Action } from '../../scripts/tables/rollout/application-templates.ts'
import { application } from '../../scripts/tables/rollout/names.ts'
import { agentEnvironment, commandEnvironment } from '../lab/agent/command-environment.ts'
import { labZip } from '../lab/handler-package.ts'
import type { Machine } from '../lab/machine/machine.ts'
import { patienceMs } from '../lab/patience.ts'

const versions = ['1.0.0', '1.0.1'] as const
const library = '/var/lib/waagent/Microsoft.CPlat.Core.VMApplicationManagerLinux'
/** The extension that runs VM Applications: its own commands' environment and files. */
const manager = `${library}-1.0.9`

/** What a command said and how it ended. */
export interface Ended {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

/** A layer with two versions of the application as Azure puts them on a VM, and with the extension that runs them. */
export async function applicationLayer(): Promise<string> {
  const layer = mkdtempSync(join(tmpdir(), 'application-'))
  for (const version of versions) {
    const { entries } = await readZip(await labZip(version))
    const folder = join(layer, folderOf(version))
    mkdirSync(folder, { recursive: true })
    const files = entries.map(({ name, data, mode }) => ({ name, data, executable: (mode & 0o100) !== 0 }))
    writeFileSync(join(folder, application.package), tarGzip(files))
  }
  for (const folder of ['config', 'status']) mkdirSync(join(layer, manager, folder), { recursive: true })
  const handlerEnvironment = { logFolder: '/tmp', configFolder: `${manager}/config`, statusFolder: `${manager}/status` }
  writeFileSync(join(layer, manager, 'HandlerEnvironment.json'), JSON.stringify([{ name: 'M.V', handlerEnvironment }]))
  return layer
}

/** Runs the command line of an action as the extension for VM Applications does. */
export async function runAction(machine: Machine, action: Action, version: string): Promise<Ended> {
  const context = {
    operation: 'enable',
    base: manager,
    version: '1.0.9',
    sequence: 5,
    uninstallCode: 'NOT_RUN',
  } as const
  const env = { HOME: undefined, ...commandEnvironment(context, agentEnvironment('2.15.0.1')) }
  const line = commandLines(version)[action]
  return machine.run(['/bin/bash', '-c', line], { cwd: folderOf(version), env, timeoutMs: patienceMs })
}

/** The configuration of a version, beside its package; undefined: there is none. */
export async function configure(machine: Machine, version: string, text: string | undefined): Promise<void> {
  const path = `${folderOf(version)}/${application.configuration}`
  if (text === undefined) await machine.must(['rm', '-f', path])
  else await machine.write(path, text)
}

/** What Azure does after a removal, and with the version that an update has replaced. */
export async function deleteFolder(machine: Machine, version: string): Promise<void> {
  await machine.must(['rm', '-r', folderOf(version)])
}

/** Where a version of the application lies on the VM. */
export function folderOf(version: string): string {
  return `${library}/${application.name}/${version}`
}

/** Files of the extension that runs VM Applications, which nobody else may write. */
export async function managerFiles(machine: Machine): Promise<string[]> {
  const { stdout } = await machine.must(['find', manager, '-type', 'f'])
  return stdout.trim().split('\n')
}
