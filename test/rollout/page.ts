import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { root } from '../../scripts/package/paths.ts'

/** The text of docs/rollout.md. */
export const page = readFileSync(join(root, 'docs/rollout.md'), 'utf8')

/** The command lines of a page, in blocks and in sentences, each on one line. */
export function commandLines(text: string): string[] {
  const blocks = [...text.matchAll(/```sh\n([\s\S]*?)```/g)].map(([, block = '']) => block.replace(/\s*\\\n\s*/g, ' '))
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/<!-- table: rollout-commands[\s\S]*?<!-- end -->/, '')
  const inline = [...prose.matchAll(/`((?:az|terraform|sudo) [^`]+)`/g)].map(([, command = '']) => command)
  return [...blocks.flatMap((block) => block.trim().split('\n')), ...inline]
}

/**
 * A command as docs/rollout.md has it, by its first words and the template it sends, whole or as much of it as makes it
 * one of a kind; also one whose output is kept in a variable. Throws when the page has none.
 */
export function documented(beginning: string, containing = ''): string {
  const [words = '', template = ''] = beginning.split(/ (?=--template-file )/)
  const found = commandLines(page).find((line) => {
    const command = line.replace(/^\w+=\$\(/, '')
    return command.startsWith(words) && [template, containing].every((text) => command.includes(text))
  })
  if (found === undefined) throw new Error(`docs/rollout.md has no ${beginning}`)
  return found
}
