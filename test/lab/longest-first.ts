import { relative } from 'node:path'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** What takes minutes, longest first: begun last, it would be what everybody waits for at the end. */
const longest = [
  'lab/matrix/matrix',
  'lab/failures/',
  'e2e/drift',
  'e2e/fleet',
  'lab/faults/',
  'e2e/migration',
  'e2e/uninstall',
]

/** The order of vitest (large files first, where it knows no times), but for what is known to take longest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((one, other) => placeOf(one) - placeOf(other))
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const path = relative(`${import.meta.dirname}/..`, moduleId)
  const place = longest.findIndex((start) => path.startsWith(start))
  return place === -1 ? longest.length : place
}
