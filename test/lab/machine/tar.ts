/** A file (with its mode, 0644 unless told), a link or a folder of a guest, by what it shall be. */
export type FileSpec = string | { content: string | Buffer; mode?: number } | { link: string } | { folder: number }

const block = 512

/** A ustar archive, all of root's, of the files by their absolute path. */
export function tarOf(files: Readonly<Record<string, FileSpec>>): Buffer {
  const entries = Object.entries(files).flatMap(([path, spec]) => entryOf(path, spec))
  return Buffer.concat([...entries, Buffer.alloc(2 * block)])
}

function entryOf(path: string, spec: FileSpec): Buffer[] {
  const name = path.replace(/^\/+/, '')
  if (typeof spec === 'string') return entryOf(path, { content: spec })
  if ('link' in spec) return [header(name, { type: '2', mode: 0o777, size: 0, link: spec.link })]
  if ('folder' in spec) return [header(`${name}/`, { type: '5', mode: spec.folder, size: 0, link: '' })]
  const body = Buffer.from(spec.content)
  const padding = Buffer.alloc((block - (body.length % block)) % block)
  return [header(name, { type: '0', mode: spec.mode ?? 0o644, size: body.length, link: '' }), body, padding]
}

interface Fields {
  type: string
  mode: number
  size: number
  link: string
}

function header(name: string, fields: Fields): Buffer {
  if (Buffer.byteLength(name) > 100) throw new Error(`path too long for the archive: ${name}`)
  const head = Buffer.alloc(block)
  head.write(name, 0)
  head.write(octal(fields.mode, 8), 100)
  head.write(octal(0, 8), 108)
  head.write(octal(0, 8), 116)
  head.write(octal(fields.size, 12), 124)
  head.write(octal(Math.floor(Date.now() / 1000), 12), 136)
  head.write(' '.repeat(8), 148)
  head.write(fields.type, 156)
  head.write(fields.link, 157)
  head.write('ustar\u000000', 257)
  const sum = head.reduce((total, byte) => total + byte, 0)
  head.write(`${octal(sum, 7)}\0`, 148)
  return head
}

/** A number as the zero-padded, NUL-terminated octal text of a field. */
function octal(value: number, width: number): string {
  return value.toString(8).padStart(width - 1, '0') + (width > 7 ? '\0' : '')
}
