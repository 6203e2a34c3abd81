/**
 * Text that any reader takes: well-formed Unicode, no control or invisible characters but line ends, at most
 * `maxCharacters` UTF-16 units (cut with an ellipsis). The agent loses a whole status over one ill-formed character.
 */
export function printable(text: string, maxCharacters: number): string {
  const clean = text
    .toWellFormed()
    .replace(/\r\n?/g, '\n')
    .replace(/(?!\n)\p{Cc}/gu, ' ')
    .replace(/\p{Cf}/gu, '')
  return clean.length <= maxCharacters ? clean : `${cut(clean, maxCharacters - 1)}…`
}

/** The same on one line, with single spaces. */
export function oneLine(text: string, maxCharacters: number): string {
  return printable(text.replace(/\s+/g, ' ').trim(), maxCharacters)
}

/** The first `length` UTF-16 units, one less where a surrogate pair would be torn. */
function cut(text: string, length: number): string {
  const head = text.slice(0, Math.max(0, length))
  return head.isWellFormed() ? head : head.slice(0, -1)
}
