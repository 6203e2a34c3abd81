import type { RepositoryEntry } from '../core/facts.ts'
import type { Note } from '../core/outcome.ts'
import type { Plan, WantedRepository } from '../core/plan.ts'
import { foreignEntry } from '../core/plan-repository.ts'
import type { Host } from '../host.ts'

/**
 * Tells whose entry the packages come from when it is not ours, and that its keyring is missing: it stays as it is,
 * because a second one with another key would stop apt altogether.
 */
export async function noteEntry(
  { host, notes }: { readonly host: Host; readonly notes: Note[] },
  entries: readonly RepositoryEntry[],
  { repository, plan }: { readonly repository: WantedRepository; readonly plan: Plan },
): Promise<void> {
  const entry = foreignEntry(entries, repository)
  if (entry === undefined || !plan.steps.some(({ step }) => step.kind === 'refresh-packages')) return
  const { file, id, enabled } = entry
  const named = `${id === '' ? '' : `${id} in `}${file}${enabled ? '' : ' (disabled, used for this run only)'}`
  const name = 'repository-entry'
  const missing = await missingKeyrings(host, entry)
  if (missing.length === 0) {
    const message = `The packages come from an entry that this machine has already: ${named}. It is used as it is, with its own key.`
    notes.push({ name, verdict: 'passed', message })
    return
  }
  const message = `The entry ${named} names a keyring that is missing: ${missing.join(', ')}. Restore it, or remove the entry.`
  notes.push({ name, verdict: 'warning', message })
}

async function missingKeyrings(host: Host, { signedBy }: RepositoryEntry): Promise<string[]> {
  const missing: string[] = []
  for (const key of signedBy) {
    const path = key.replace(/^file:\/\//, '')
    if (path.startsWith('/') && (await host.files.resolve(path)) === undefined) missing.push(path)
  }
  return missing
}
