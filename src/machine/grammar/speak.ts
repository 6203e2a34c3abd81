/** Values for the holes of a phrase. */
export type Holes = Readonly<Record<string, string | readonly string[]>>

/**
 * The argument list of a phrase with its holes filled. `{name}` is one argument or a part of one, `{name...}` stands
 * alone and becomes as many arguments as the hole has values; `${…}` and `%{…}` are the program's own.
 * Throws on a hole without a value: a bug in the table.
 */
export function speak(phrase: readonly string[], holes: Holes): string[] {
  return phrase.flatMap((word) => {
    const list = /^\{(\w+)\.\.\.\}$/.exec(word)?.[1]
    if (list !== undefined) return listHole(holes, list)
    return [word.replace(/(?<![$%])\{(\w+)\}/g, (_, name: string) => textHole(holes, name))]
  })
}

function listHole(holes: Holes, name: string): readonly string[] {
  const value = holes[name]
  if (value === undefined || typeof value === 'string') throw new TypeError(`grammar: no list for {${name}...}`)
  return value
}

function textHole(holes: Holes, name: string): string {
  const value = holes[name]
  if (typeof value !== 'string') throw new TypeError(`grammar: no text for {${name}}`)
  return value
}
