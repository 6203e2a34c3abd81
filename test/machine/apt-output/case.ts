import type { Verdict } from '../../../src/machine/grammar.ts'

/** What apt-get and dpkg say, by the failure behind it: the form of apt 2.6 and dpkg 1.21 unless the name tells another. */
export interface AptCase {
  readonly failure: string
  readonly output: readonly string[]
  readonly verdict: Verdict
  readonly reason: string
}

/** The repository of the cases. */
export const ours = 'https://packages.example/debian/12/prod'

/** How every answer of apt-get begins. */
export const reading = ['Reading package lists...', 'Building dependency tree...', 'Reading state information...']

const ignored = 'E: Some index files failed to download. They have been ignored, or old ones used instead.'

/** A refresh in which our list was not read for this reason. */
export function unread(answer: string): string[] {
  return [
    `Err:1 ${ours} bookworm InRelease`,
    `  ${answer}`,
    'Reading package lists...',
    `E: Failed to fetch ${ours}/dists/bookworm/InRelease  ${answer}`,
    ignored,
  ]
}

/** A refresh in which our list came but its signature was not accepted. */
export function unsigned(answer: string): string[] {
  return [
    `Get:1 ${ours} bookworm InRelease [3618 B]`,
    `Err:1 ${ours} bookworm InRelease`,
    `  ${answer}`,
    'Reading package lists...',
    `W: GPG error: ${ours} bookworm InRelease: ${answer}`,
    `E: The repository '${ours} bookworm InRelease' is not signed.`,
  ]
}
