import type { Target } from '../core/target.ts'
import { together } from '../core/together.ts'
import { placesOf } from '../core/vendor-files.ts'
import type { Host } from '../host.ts'
import { readIfAny } from './readable.ts'

/** sshd itself goes no deeper. */
const deepest = 16

/**
 * What sshd's configuration consists of: its own file, the folder of fragments, whose time is that of the last file
 * that came or went, the fragments, and what any of them includes.
 */
export async function configurationFiles(
  host: Pick<Host, 'files'>,
  { sshd, wiring }: Pick<Target, 'sshd' | 'wiring'>,
): Promise<string[]> {
  const folders = placesOf(sshd.fragments, wiring)
  const fragments = await together(folders.map((folder) => expand(host, `${folder}/*.conf`)))
  const found = [...folders]
  let next = [...placesOf(sshd.configuration, wiring), ...fragments.flat()]
  for (let depth = 0; next.length > 0 && depth < deepest; depth++) {
    found.push(...next)
    const texts = await together(next.map((path) => readIfAny(host, path)))
    const included = await together(texts.flatMap((text) => includedBy(text ?? '')).map((path) => expand(host, path)))
    next = [...new Set(included.flat())].filter((path) => !found.includes(path))
  }
  return found
}

/** The paths of Include lines, with their wildcards; those that are relative start in /etc/ssh. */
export function includedBy(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    const [, rest = ''] = /^\s*include\s*[\s=]\s*(.*)$/i.exec(line) ?? []
    const paths = rest.replace(/\s#.*$/, '').split(/\s+/)
    return paths
      .map((path) => path.replaceAll('"', ''))
      .filter((path) => path !== '')
      .map(absolute)
  })
}

function absolute(path: string): string {
  return path.startsWith('/') ? path : `/etc/ssh/${path}`
}

/** Wildcards in the name of a file, as everybody has them; a folder with wildcards is left to sshd. */
async function expand({ files }: Pick<Host, 'files'>, path: string): Promise<string[]> {
  const at = path.lastIndexOf('/')
  const [folder, name] = [path.slice(0, at), path.slice(at + 1)]
  if (!/[*?[]/.test(path)) return [path]
  const pattern = new RegExp(
    `^${name
      .replace(/[.+^${}()|\\]/g, '\\$&')
      .replaceAll('*', '.*')
      .replaceAll('?', '.')}$`,
  )
  const names = (await files.list(folder).catch(() => undefined)) ?? []
  return names.filter((one) => pattern.test(one) && !one.startsWith('.')).map((one) => `${folder}/${one}`)
}
