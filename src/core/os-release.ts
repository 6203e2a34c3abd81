import type { System } from './facts.ts'
import { oneLine } from './printable.ts'

const unknownName = 'unknown Linux'
const longestName = 120

/**
 * The system an os-release text describes (freedesktop os-release(5)); any text at all gives an answer. What is
 * missing or not of the documented form is ''. `architecture` is what `uname -m` prints.
 */
export function parseOsRelease(text: string | undefined, architecture: string): System {
  const fields = readAssignments(text ?? '')
  const id = identifier(fields.get('ID'))
  const versionId = identifier(fields.get('VERSION_ID'))
  return {
    id,
    idLike: (fields.get('ID_LIKE') ?? '').split(/\s+/).map(identifier).filter(isPresent),
    versionId,
    codename: identifier(fields.get('VERSION_CODENAME')),
    parentCodenames: ['UBUNTU_CODENAME', 'DEBIAN_CODENAME']
      .map((name) => identifier(fields.get(name)))
      .filter(isPresent),
    prettyName: prettyName(fields, id, versionId),
    architecture: architecture.trim(),
  }
}

/** The assignments of the text; the last one of a name counts, as in a shell. */
function readAssignments(text: string): ReadonlyMap<string, string> {
  const fields = new Map<string, string>()
  for (const line of text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/)) {
    const match = /^\s*([A-Z][A-Z0-9_]*)=(.*)$/.exec(line)
    if (match?.[1] !== undefined) fields.set(match[1], unquote(match[2] ?? ''))
  }
  return fields
}

/** The value as a shell would assign it; a quote that is never closed ends with the line. */
function unquote(raw: string): string {
  const text = raw.trim()
  if (text.startsWith("'")) return /^'([^']*)/.exec(text)?.[1] ?? ''
  if (text.startsWith('"')) return (/^"((?:[^"\\]|\\.)*)/.exec(text)?.[1] ?? '').replace(/\\(["$`\\])/g, '$1')
  const comment = text.search(/\s#/)
  return (comment < 0 ? text : text.slice(0, comment)).trimEnd().replace(/\\(.)/g, '$1')
}

/** A name as os-release(5) allows it in ID, VERSION_ID and VERSION_CODENAME, lower-cased; '' for anything else. */
function identifier(value: string | undefined): string {
  const text = (value ?? '').trim().toLowerCase()
  return /^[a-z0-9][a-z0-9._-]{0,63}$/.test(text) ? text : ''
}

function prettyName(fields: ReadonlyMap<string, string>, id: string, versionId: string): string {
  const name = displayed(fields.get('NAME')) || id
  return displayed(fields.get('PRETTY_NAME')) || `${name} ${versionId}`.trim() || unknownName
}

/** One line of bounded length: the name goes into status files and messages. */
function displayed(value: string | undefined): string {
  return oneLine(value ?? '', longestName).trim()
}

function isPresent(text: string): boolean {
  return text !== ''
}
