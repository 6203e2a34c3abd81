/** What was seen of one case. */
export interface SheetLine {
  name: string
  code: string
  seconds: number
  words: string
}

const width = 150

/** Prints what was seen, a line for each case. */
export function printSheet(title: string, lines: readonly SheetLine[]): void {
  const widest = Math.max(...lines.map(({ name }) => name.length))
  const rows = lines.map(({ name, code, seconds, words }) => {
    const start = `${name.padEnd(widest)} ${seconds.toFixed(1).padStart(5)} s  ${code.padEnd(28)}`
    return `  ${start} ${words.slice(0, width)}`.trimEnd()
  })
  process.stdout.write(`${[title, ...rows].join('\n')}\n`)
}
