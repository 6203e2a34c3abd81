import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import type { Profile, VersionRow } from '../../../src/core/profile-schema.ts'
import { root } from '../../package/paths.ts'
import { readProfiles } from '../profiles.ts'
import type { JsonObject } from './json.ts'

/** One family of marketplace images: what it is, by the versions of its profile, and how to know it. */
const imageRow = z.strictObject({
  versions: z.array(z.string()).min(1),
  publisher: z.string(),
  offers: z.array(pattern()).min(1),
  /** Without it: every SKU of these offers. */
  skus: z.array(pattern()).min(1).optional(),
  note: z.string().optional(),
})
export type ImageRow = z.infer<typeof imageRow>

const imagesFile = z.strictObject({
  source: z.string(),
  distributions: z.record(z.string(), z.array(imageRow)),
})

/** rollout/images.json: marketplace images by profile. */
export function readImages(): Record<string, ImageRow[]> {
  return imagesFile.parse(JSON.parse(readFileSync(join(root, 'rollout/images.json'), 'utf8'))).distributions
}

/**
 * The policy conditions that know the images of supported systems: those that Microsoft publishes the login package
 * for. Throws for a profile or a version that does not exist, and for a row whose versions are not served alike.
 */
export function imageConditions(images = readImages(), profiles = readProfiles()): JsonObject[] {
  return Object.entries(images).flatMap(([id, rows]) => {
    const profile = profiles.find((candidate) => candidate.id === id)
    if (profile === undefined) throw new Error(`rollout/images.json: there is no profile ${id}`)
    return rows.flatMap((row) => (isServed(profile, row) ? [condition(profile, row)] : []))
  })
}

/** Whether a policy may set the extension on this version: elsewhere it could only fail. */
export function isServedVersion({ published, status }: VersionRow): boolean {
  return published.value === 'yes' && status !== 'repository-gone'
}

function isServed(profile: Profile, row: ImageRow): boolean {
  const answers = new Set(versionRows(profile, row).map(isServedVersion))
  if (answers.size > 1)
    throw new Error(`rollout/images.json: ${profile.id} ${row.versions.join()} are not served alike`)
  return answers.has(true)
}

function versionRows({ id, versions }: Profile, row: ImageRow): VersionRow[] {
  return row.versions.map((wanted) => {
    const found = versions.find((candidate) => candidate.versions === wanted)
    if (found === undefined) throw new Error(`rollout/images.json: the profile ${id} has no row ${wanted}`)
    return found
  })
}

function condition(profile: Profile, row: ImageRow): JsonObject {
  const { publisher, offers, skus = [] } = row
  const hasArm = versionRows(profile, row).every(({ architectures }) => architectures.includes('aarch64'))
  return {
    allOf: [
      { field: 'Microsoft.Compute/imagePublisher', equals: publisher },
      ...oneOf('Microsoft.Compute/imageOffer', offers),
      ...oneOf('Microsoft.Compute/imageSku', skus),
      ...(hasArm ? [] : [{ field: 'Microsoft.Compute/imageSku', notContains: 'arm64' }]),
    ],
  }
}

/** A condition for any one of the patterns; none for none. */
function oneOf(field: string, patterns: readonly string[]): JsonObject[] {
  const exact = patterns.filter((text) => !text.includes('*'))
  const parts: JsonObject[] = [
    ...(exact.length > 0 ? [{ field, in: exact }] : []),
    ...patterns.filter((text) => text.includes('*')).map((like) => ({ field, like })),
  ]
  return parts.length > 1 ? [{ anyOf: parts }] : parts
}

/** `like` of the policy language takes one `*` at most. */
function pattern(): z.ZodString {
  return z.string().regex(/^[^*]*\*?[^*]*$/)
}
