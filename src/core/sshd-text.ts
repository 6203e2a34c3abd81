/** What the packages write into their Match block. */
const ownKeywords = [
  'authenticationmethods',
  'pubkeyauthentication',
  'authorizedkeyscommand',
  'authorizedkeyscommanduser',
]
const commandKeywords = ['authorizedkeyscommand', 'authorizedkeyscommanduser']

/**
 * sshd_config without the program that is asked for keys. A Match block that holds nothing but what the packages write
 * goes with the blank line before it. Where somebody has added to the block it stays, because their lines would hold
 * for everybody without it; then only the program goes.
 */
export function withoutKeysCommand(text: string, program: string): string {
  return blocksOf(text)
    .map((block) => (asks(block, program) ? reduced(block) : block))
    .flat()
    .join('\n')
}

/** Whether the text has sshd ask this program. */
export function asksKeysCommand(text: string, program: string): boolean {
  return asks(text.split('\n'), program)
}

/** The lines, cut before each Match; the blank lines and comments before one belong to the part before. */
function blocksOf(text: string): string[][] {
  const blocks: string[][] = [[]]
  for (const line of text.split('\n')) {
    if (keywordOf(line) === 'match') blocks.push([])
    blocks.at(-1)?.push(line)
  }
  return joinBlank(blocks)
}

/** The blank line right before a Match goes with it. */
function joinBlank(blocks: string[][]): string[][] {
  for (const [at, block] of blocks.entries()) {
    const before = blocks[at - 1]
    if (before?.at(-1) !== '' || before.length === 1) continue
    before.pop()
    block.unshift('')
  }
  return blocks
}

function reduced(block: readonly string[]): readonly string[] {
  const at = block.findIndex((line) => keywordOf(line) === 'match')
  const own = block.slice(at + 1).filter((line) => keywordOf(line) !== '')
  if (at < 0 || !own.every((line) => ownKeywords.includes(keywordOf(line))))
    return block.filter((line) => !commandKeywords.includes(keywordOf(line)))
  // Comments and blank lines behind the block are not of it.
  const last = block.findLastIndex((line) => keywordOf(line) !== '')
  return block.slice(last + 1)
}

function asks(lines: readonly string[], program: string): boolean {
  return lines.some((line) => {
    const [, keyword = '', value = ''] = /^\s*(\w+)(?:\s*=\s*|\s+)"?([^\s"]+)/.exec(line) ?? []
    return keyword.toLowerCase() === 'authorizedkeyscommand' && value === program
  })
}

/** The keyword of a line in lower case; '' for comments and blank lines. */
function keywordOf(line: string): string {
  return (/^\s*([A-Za-z]\w*)/.exec(line)?.[1] ?? '').toLowerCase()
}
