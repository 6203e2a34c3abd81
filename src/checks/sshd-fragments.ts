import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import { placesOf } from '../core/vendor-files.ts'
import type { Host } from '../host.ts'
import { readFirst } from './readable.ts'

const check = 'sshd-fragments'

type Inclusion = 'everywhere' | 'in a match block' | 'nowhere'

/**
 * Whether sshd reads the files beside its configuration for every user: without an Include line they have no effect,
 * and one behind a Match line holds for those users only. Login works all the same; changes made there may not.
 */
export async function checkSshdFragments(
  host: Pick<Host, 'files'>,
  { sshd, wiring }: Pick<Target, 'sshd' | 'wiring'>,
): Promise<Finding> {
  const names = await fragmentNames(host, placesOf(sshd.fragments, wiring))
  if (names.length === 0) return { check, verdict: 'passed', message: `No files in ${sshd.fragments}.` }
  const inclusion = inclusionOf(await readFirst(host, placesOf(sshd.configuration, wiring)), sshd.fragments)
  const found = `${names.join(', ')} in ${sshd.fragments}`
  switch (inclusion) {
    case 'everywhere':
      return { check, verdict: 'passed', message: `${sshd.configuration} includes ${found}.` }
    case 'nowhere': {
      const message = `${sshd.configuration} has no Include line for ${sshd.fragments}: ${found} has no effect.`
      return { check, verdict: 'warning', message }
    }
    case 'in a match block': {
      const message = `${sshd.configuration} includes ${sshd.fragments} behind a Match line: ${found} holds for those users only. Move the Include line to the top.`
      return { check, verdict: 'warning', message }
    }
  }
}

/** Where a text of sshd_config includes the files of a folder. Relative paths of Include start in /etc/ssh. */
export function inclusionOf(text: string, folder: string): Inclusion {
  let isInMatch = false
  for (const line of text.split('\n')) {
    const [, keyword = '', rest = ''] = /^\s*([A-Za-z]+)\s*[\s=]\s*(.*)$/.exec(line) ?? []
    if (keyword.toLowerCase() === 'match') isInMatch = rest.trim().toLowerCase() !== 'all'
    if (keyword.toLowerCase() !== 'include') continue
    const paths = rest.split(/\s+/).map((path) => path.replaceAll('"', ''))
    if (!paths.some((path) => absolute(path).startsWith(`${folder}/`))) continue
    return isInMatch ? 'in a match block' : 'everywhere'
  }
  return 'nowhere'
}

function absolute(path: string): string {
  return path.startsWith('/') ? path : `/etc/ssh/${path}`
}

async function fragmentNames({ files }: Pick<Host, 'files'>, folders: readonly string[]): Promise<string[]> {
  const names: string[] = []
  for (const folder of folders) names.push(...((await files.list(folder).catch(() => undefined)) ?? []))
  return [...new Set(names)].filter((name) => name.endsWith('.conf'))
}
