import type { RepositoryEntry } from './facts.ts'

/**
 * The package sources in one file of apt, one-line format (sources.list(5)).
 * Lines that apt itself would refuse are left out: they cannot be our repository.
 */
export function parseSourceList(file: string, text: string): RepositoryEntry[] {
  return text.split(/\r?\n/).flatMap((line) => {
    const match = /^(#*)\s*deb\s+(?:\[([^\]]*)\]\s*)?(\S+)\s+(\S+)\s*(.*)$/.exec(line.trim())
    if (match === null) return []
    const [, comment = '', options = '', url = '', suite = '', rest = ''] = match
    if (!url.includes(':')) return []
    return [
      {
        file,
        id: '',
        url,
        suite,
        components: words(rest.replace(/#.*/, '')),
        architectures: [...optionValues(options, 'arch', '='), ...except(optionValues(options, 'arch', '-='))],
        signedBy: [...optionValues(options, 'signed-by', '='), ...optionValues(options, 'signed-by', '+=')],
        enabled: comment === '',
      },
    ]
  })
}

/** The package sources in one deb822 file (`*.sources`): a stanza may name several URIs and suites. */
export function parseDeb822(file: string, text: string): RepositoryEntry[] {
  const stanzas = text.split(/\r?\n(?:[ \t]*\r?\n)+/)
  return stanzas.flatMap((stanza) => {
    const fields = stanzaFields(stanza)
    if (!words(fields.types ?? '').includes('deb')) return []
    const signedBy = fields['signed-by'] ?? ''
    const shared = {
      file,
      id: '',
      components: words(fields.components ?? ''),
      architectures: [...words(fields.architectures ?? ''), ...except(words(fields['architectures-remove'] ?? ''))],
      // An embedded key block is a key of the entry's own, but no path.
      signedBy: signedBy.includes('BEGIN PGP') ? [] : words(signedBy),
      enabled: !/^(no|false|without|off|disable|0)$/i.test(fields.enabled?.trim() ?? ''),
    }
    return words(fields.uris ?? '').flatMap((url) =>
      words(fields.suites ?? '').map((suite) => ({ ...shared, url, suite })),
    )
  })
}

function stanzaFields(stanza: string): Record<string, string> {
  const fields: Record<string, string> = {}
  let name = ''
  for (const line of stanza.split(/\r?\n/)) {
    if (line.startsWith('#')) continue
    const start = /^([A-Za-z][\w-]*):(.*)$/.exec(line)
    if (start === null) {
      if (name !== '' && /^\s/.test(line)) fields[name] = `${fields[name] ?? ''}\n${line}`
      continue
    }
    name = start[1]?.toLowerCase() ?? ''
    fields[name] = start[2] ?? ''
  }
  return fields
}

function optionValues(options: string, name: string, sign: '=' | '+=' | '-='): string[] {
  return words(options).flatMap((option) => {
    const [, key = '', found, value = ''] = /^([^=]*?)([+-]?=)(.*)$/.exec(option) ?? []
    return key.toLowerCase() === name && found === sign ? value.split(',').filter((part) => part !== '') : []
  })
}

function except(names: readonly string[]): string[] {
  return names.map((name) => `!${name}`)
}

function words(text: string): string[] {
  return text.split(/\s+/).filter((word) => word !== '')
}
