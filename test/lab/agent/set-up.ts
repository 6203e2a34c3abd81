import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { layout, type Bench } from './bench.ts'
import { agentCodes, AgentFailure, operations } from './contract.ts'
import { writeState } from './handler-state.ts'
import { hostPath } from './machine.ts'
import { manifestViolations, parseManifest } from './manifest.ts'
import { makeExecutable, placeManifest, unpack } from './unpack.ts'

/** Brings a version to disk: zip, unpacking, manifest, folders, HandlerEnvironment.json. Throws the agent's failure. */
export async function setUp(bench: Bench, version: string): Promise<void> {
  const paths = layout(bench, version)
  const base = hostPath(bench.machine, paths.base)
  writeState(bench, version, 'NotInstalled')
  const zip = download(bench, version)
  try {
    bench.violations.push(...(await unpack(zip, base)))
  } catch (error) {
    // Config, status and mrseq go too. A program that runs from the folder is the usual cause.
    rmSync(base, { recursive: true, force: true })
    throw new AgentFailure(agentCodes.download, `[ExtensionDownloadError] ${String(error)}`)
  }
  if (bench.generation !== '2.7.3.0') rmSync(zip)
  makeExecutable(base)
  readManifest(bench, version)
  for (const [folder, mode] of [
    [paths.config, 0o700],
    [paths.status, 0o700],
    [paths.log, 0o755],
    [paths.events, 0o700],
  ] as const) {
    mkdirSync(hostPath(bench.machine, folder), { recursive: true })
    chmodSync(hostPath(bench.machine, folder), mode)
  }
  writeEnvironment(bench, version)
}

/** Returns the zip at its place in the agent's folder; one that lies there already is taken as it is. */
function download(bench: Bench, version: string): string {
  const zip = hostPath(bench.machine, layout(bench, version).zip)
  if (existsSync(zip)) return zip
  const published = bench.packages.get(version)
  if (published === undefined)
    throw new AgentFailure(agentCodes.download, `[ExtensionDownloadError] no package ${version}`)
  copyFileSync(published, zip)
  return zip
}

function readManifest(bench: Bench, version: string): void {
  const base = hostPath(bench.machine, layout(bench, version).base)
  const here = existsSync(join(base, 'HandlerManifest.json'))
  const text = placeManifest(base)
  if (text === undefined) throw new AgentFailure(agentCodes.unknown, 'HandlerManifest.json not found in the package')
  if (!here) bench.violations.push('package: HandlerManifest.json is not in the root')
  bench.violations.push(...manifestViolations(text), ...scriptViolations(text, base))
}

/** The kernel does not find an interpreter with a carriage return in its name (exit 127). */
function scriptViolations(manifest: string, base: string): string[] {
  const { commands } = parseManifest(manifest)
  const files = new Set(operations.flatMap((operation) => commands[operation]?.split(' ')[0] ?? []))
  return [...files].flatMap((name) => {
    const file = join(base, name)
    if (!existsSync(file)) return [`package: the command ${name} does not exist`]
    const head = readFileSync(file).subarray(0, 65_536).toString('latin1')
    if (head.startsWith('\xEF\xBB\xBF')) return [`package: ${name} starts with a byte order mark`]
    return head.startsWith('#!') && head.includes('\r\n') ? [`package: ${name} has CRLF line ends`] : []
  })
}

/** Writes HandlerEnvironment.json, in place, as after unpacking and at every start of the agent. */
export function writeEnvironment(bench: Bench, version: string): void {
  const { environment, log, config, status, heartbeat, events } = layout(bench, version)
  const handlerEnvironment = {
    logFolder: log,
    configFolder: config,
    statusFolder: status,
    heartbeatFile: heartbeat,
    eventsFolder: events,
    eventsFolder_preview: events,
  }
  const document = [{ name: bench.handler, version: 1.0, handlerEnvironment }]
  writeFileSync(hostPath(bench.machine, environment), JSON.stringify(document))
}
