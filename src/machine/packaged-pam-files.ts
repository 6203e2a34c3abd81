import { includedBy } from '../core/pam-text.ts'
import type { Host } from '../host.ts'
import { speak, type Grammar } from './grammar.ts'
import { pamFiles, pamFolder } from './wiring-files.ts'
import { askPackages } from './package-question.ts'

/** Files of PAM that go with these packages (system-auth-aad of Red Hat 7), by name; empty when they cannot be listed. */
export async function packagedPamFiles(
  host: Pick<Host, 'processes'>,
  { listFiles }: Pick<Grammar, 'listFiles'>,
  names: readonly string[],
): Promise<string[]> {
  const found: string[] = []
  for (const name of names) {
    const argv = speak(listFiles, { name })
    const { stdout } = await askPackages(host, argv)
    const paths = stdout.split('\n').filter((path) => path.startsWith(`${pamFolder}/`))
    found.push(...paths.map((path) => path.slice(pamFolder.length + 1)))
  }
  return found
}

/** What else of PAM leads to one of these files, as a sentence; undefined when nothing does. */
export async function whatLeadsTo(host: Pick<Host, 'files'>, names: readonly string[]): Promise<string | undefined> {
  if (names.length === 0) return undefined
  for (const [name, { path, text }] of await pamFiles(host)) {
    if (names.includes(name)) continue
    const target = names.find(
      (gone) => path === `${pamFolder}/${gone}` || text.split('\n').some((line) => includedBy(line) === gone),
    )
    if (target !== undefined) return `${pamFolder}/${name} leads to ${pamFolder}/${target}, which goes with them`
  }
  return undefined
}
