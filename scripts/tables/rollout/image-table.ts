import { markdownTable } from '../markdown.ts'
import { readProfiles } from '../profiles.ts'
import { isServedVersion, readImages } from './images.ts'

/** The systems whose images the policies cover, and those that they know and leave alone. */
export function imageTable(): string {
  const images = readImages()
  const rows = readProfiles().map(({ id, name, versions }) => {
    const publishers = [...new Set((images[id] ?? []).map(({ publisher }) => publisher))]
    const known = versions.filter((row) => images[id]?.some((image) => image.versions.includes(row.versions)))
    const covered = known.filter(isServedVersion).map((row) => row.versions)
    const left = known.filter((row) => !isServedVersion(row)).map((row) => row.versions)
    return [name, publishers.join(', '), covered.join(', '), left.join(', ')]
  })
  return markdownTable(['System', 'Publishers of images', 'Covered', 'Left alone: no package known'], rows)
}
