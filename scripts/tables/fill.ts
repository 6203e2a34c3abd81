import { tables } from './tables.ts'

/**
 * The text with every table between `<!-- table: name -->` and `<!-- end -->` made anew from its data.
 * Throws for a name without a table and for a begin without an end.
 */
export function fillTables(text: string): string {
  const begins = [...text.matchAll(/<!-- table: ([\w-]+) -->/g)].length
  let filled = 0
  const result = text.replace(/<!-- table: ([\w-]+) -->\n[\s\S]*?<!-- end -->/g, (_, name: string) => {
    const make = tables[name]
    if (make === undefined) throw new Error(`there is no table ${name}`)
    filled += 1
    return `<!-- table: ${name} -->\n\n${make()}\n\n<!-- end -->`
  })
  if (filled !== begins) throw new Error('a table has a beginning but no end')
  return result
}
