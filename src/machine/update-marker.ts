import { z } from '../core/zod.ts'
import type { Host } from '../host.ts'
import { limits } from '../core/limits.ts'
import { layout } from './layout.ts'
import { readRecord, writeRecord } from './record.ts'

/**
 * The agent gives an uninstall no sign that it is part of an update. So `update` leaves a marker outside the version
 * folders, and only the uninstall of the version that is being replaced honours it.
 */
const markerSchema = z
  .object({ from: z.string(), to: z.string(), at: z.number(), microsoft: z.boolean().default(false) })
  .nullable()

export interface Update {
  readonly from: string
  readonly to: string
  /** The folder of the version that is being replaced. */
  readonly fromFolder: string
}

/** Notes that one version is being replaced by another. */
export async function markUpdate(host: Host, { from, to, fromFolder }: Update): Promise<void> {
  // Microsoft's own handler keeps the packages at its uninstall while this file names another version.
  const microsoft = (await host.files.stat(`${fromFolder}/installer.sh`)) !== undefined
  await writeRecord(host, layout.updateMarker, { from, to, at: host.clock.now(), microsoft })
  if (microsoft) await host.files.writeAtomic(layout.microsoftVersionMarker, `${to}\n`, 0o644)
}

export type UpdateMarker = NonNullable<z.infer<typeof markerSchema>>

/** What an update that is under way has noted, and whether that is too old to be true. */
export async function readUpdate(host: Host): Promise<(UpdateMarker & { readonly stale: boolean }) | undefined> {
  const marker = await readRecord(host, layout.updateMarker, markerSchema, null)
  return marker === null ? undefined : { ...marker, stale: isStale(host, marker) }
}

function isStale(host: Host, { at }: UpdateMarker): boolean {
  const age = host.clock.now() - at
  return age < 0 || age >= limits.updateMarker.staleMs
}

/** Whether an uninstall of this version is part of an update that is under way. */
export async function isBeingUpdated(host: Host, version: string | undefined): Promise<boolean> {
  const marker = await readRecord(host, layout.updateMarker, markerSchema, null)
  if (marker === null || version === undefined || marker.from !== version) return false
  return !isStale(host, marker)
}

/** Forgets an update, whether it came to its end or not. */
export async function clearUpdateMarker(host: Host): Promise<void> {
  const marker = await readRecord(host, layout.updateMarker, markerSchema, null)
  if (marker?.microsoft === true) await host.files.remove(layout.microsoftVersionMarker)
  // A broken marker says nothing, but must go too: looking first leaves a machine without one untouched.
  if ((await host.files.stat(layout.updateMarker)) !== undefined) await host.files.remove(layout.updateMarker)
}
