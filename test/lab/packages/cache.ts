import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs'
import { basename, join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/** The folder of everything the lab builds once: AADSSH_LAB_CACHE, else .cache of the project. */
export function cacheRoot(): string {
  return process.env.AADSSH_LAB_CACHE ?? resolve(import.meta.dirname, '../../../.cache')
}

/** Makes what belongs into a folder. */
export type Build = (dir: string) => Promise<void> | void

/**
 * The folder `<name>-<hash of inputs>` in the cache, made by `build` when it is not there. `build` works in a folder
 * beside it that gets its name only when finished, so neither a crash nor a second runner leaves half a folder. Where
 * another runner is at it already, its work is waited for.
 */
export async function cached(name: string, inputs: readonly string[], build: Build): Promise<string> {
  const dir = join(cacheRoot(), `${name}-${hashOf(inputs)}`)
  const running = underway.get(dir)
  if (running) return await running
  if (existsSync(dir)) return dir
  const building = makeFolder(name, dir, build).finally(() => underway.delete(dir))
  underway.set(dir, building)
  return await building
}

/** What this process builds at the moment, so that it is not built twice. */
const underway = new Map<string, Promise<string>>()

async function makeFolder(name: string, dir: string, build: Build): Promise<string> {
  const draft = `${dir}.${process.pid}.draft`
  await othersFinish(dir)
  if (existsSync(dir)) return dir
  mkdirSync(draft, { recursive: true })
  sweepDrafts(name)
  try {
    await build(draft)
    publish(draft, dir)
  } finally {
    rmSync(draft, { recursive: true, force: true })
  }
  return dir
}

/** Resolves when no other runner is making the folder. Two who begin at the same moment both make it, which does no harm. */
async function othersFinish(dir: string): Promise<void> {
  while (existsSync(cacheRoot()) && readdirSync(cacheRoot()).some((entry) => isUnderway(entry, basename(dir))))
    await sleep(100)
}

function isUnderway(entry: string, name: string): boolean {
  const pid = entry.startsWith(`${name}.`) ? /\.(\d+)\.draft$/.exec(entry)?.[1] : undefined
  return pid !== undefined && pid !== String(process.pid) && existsSync(`/proc/${pid}`)
}

/** The contents of a folder's files with their names and modes, as inputs for `cached`. */
export function contentsOf(dir: string): string[] {
  return readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .sort()
    .filter((name) => statSync(join(dir, name)).isFile())
    .flatMap((name) => [name, String(statSync(join(dir, name)).mode), readFileSync(join(dir, name), 'utf8')])
}

function hashOf(inputs: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(inputs)).digest('hex').slice(0, 16)
}

/** Removes what runners that were killed have left half made. */
function sweepDrafts(name: string): void {
  for (const entry of readdirSync(cacheRoot())) {
    const pid = new RegExp(`^${name}-[0-9a-f]+\\.(\\d+)\\.draft$`).exec(entry)?.[1]
    if (pid && !existsSync(`/proc/${pid}`)) rmSync(join(cacheRoot(), entry), { recursive: true, force: true })
  }
}

/** Another runner may have been faster; its folder is as good as ours. */
function publish(draft: string, dir: string): void {
  try {
    renameSync(draft, dir)
  } catch (error) {
    if (!existsSync(dir)) throw error
  }
}
