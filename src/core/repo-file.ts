import type { RepositoryEntry } from './facts.ts'

/**
 * The package sources in one .repo file (dnf.conf(5), zypper(8)): one entry for each address of a section. What is no
 * section or no option is left out, as are sections that only name a list of mirrors: they cannot be our repository.
 */
export function parseRepoFile(file: string, text: string): RepositoryEntry[] {
  return sections(text).flatMap(({ id, options }) => {
    const shared = {
      file,
      id,
      suite: '',
      components: [],
      architectures: [],
      signedBy: list(options.get('gpgkey')),
      enabled: !/^(?:0|no|false|off)$/i.test(options.get('enabled')?.trim() ?? ''),
    }
    const path = options.get('path')?.trim() ?? ''
    return list(options.get('baseurl')).map((url) => ({ ...shared, url: below(url, path) }))
  })
}

/** An address with its variables filled, `$name` or `${name}`; what is not known stays as it is. */
export function fillVariables(address: string, variables: ReadonlyMap<string, string>): string {
  return address.replace(/\$(?:\{(\w+)(?::([-+])([^{}$]*))?\}|(\w+))/g, (whole, ...groups: (string | undefined)[]) => {
    const [braced, sign, word = '', bare] = groups
    const value = variables.get(braced ?? bare ?? '')
    if (sign === '-') return value ?? word
    if (sign === '+') return value === undefined ? '' : word
    return value ?? whole
  })
}

interface Section {
  readonly id: string
  readonly options: Map<string, string>
}

const comment = /^\s*[#;]/

/** `[main]`, the manager's own configuration, is no source. A line that begins with space goes on with the last one. */
function sections(text: string): Section[] {
  const found: Section[] = []
  let name = ''
  for (const line of text.replace(/^\uFEFF/, '').split(/\r?\n/)) {
    if (comment.test(line) || line.trim() === '') continue
    const id = /^\[([^\]]+)\]/.exec(line)?.[1]?.trim()
    if (id !== undefined) {
      found.push({ id, options: new Map() })
      name = ''
      continue
    }
    const options = found.at(-1)?.options
    if (options === undefined) continue
    const [, key, value = ''] = /^([^\s=:][^=:]*?)\s*[=:]\s*(.*)$/.exec(line) ?? []
    if (key !== undefined) {
      name = key.toLowerCase()
      options.set(name, value)
    } else if (name !== '' && /^\s/.test(line)) options.set(name, `${options.get(name) ?? ''}\n${line.trim()}`)
  }
  return found.filter(({ id }) => id !== 'main')
}

/** Values stand between spaces, commas or line ends (dnf.conf(5), "list"). */
function list(value: string | undefined): string[] {
  return (value ?? '').split(/[\s,]+/).filter((word) => word !== '')
}

/** zypper's `path`: where the repository begins below its address. */
function below(url: string, path: string): string {
  return path === '' || path === '/' ? url : `${url.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`
}
