import type { Host } from '../host.ts'
import type { Grammar } from './grammar.ts'

/** The packages without which the manager of this machine cannot read a repository at this address; normally none. */
export async function missingPrerequisites(
  host: Host,
  { prerequisites }: Pick<Grammar, 'prerequisites'>,
  url: string,
): Promise<string[]> {
  const missing: string[] = []
  for (const { url: needy, file, packages } of prerequisites)
    if (new RegExp(needy, 'i').test(url) && (await host.files.resolve(file)) === undefined) missing.push(...packages)
  return [...new Set(missing)]
}
