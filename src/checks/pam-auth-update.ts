/** The stacks that pam-auth-update manages: /etc/pam.d/common-<name>, recorded as /var/lib/pam/<name>. */
export const managedStacks = ['auth', 'account', 'password', 'session', 'session-noninteractive'] as const
export type ManagedStack = (typeof managedStacks)[number]

export interface StackTexts {
  /** /etc/pam.d/common-<name>. */
  readonly current: string
  /** /var/lib/pam/<name>: what pam-auth-update wrote last. */
  readonly recorded: string
}

/** The comments between which pam-auth-update writes. */
const sections = [
  {
    begin: '# here are the per-package modules (the "Primary" block)',
    end: "# here's the fallback if no module succeeds",
  },
  {
    begin: '# and here are more per-package modules (the "Additional" block)',
    end: '# end of pam-auth-update config',
  },
] as const

/**
 * What in a stack makes pam-auth-update leave all of them alone: a marking comment that is gone, or a line
 * between them that it did not write itself. Options that were added to or taken from its lines are no such thing, nor are
 * lines that were taken out. Undefined when it would go on. As pam-auth-update of libpam-runtime 1.5.2 decides.
 */
export function foreignLine(stack: ManagedStack, { current, recorded }: StackTexts): string | undefined {
  const lines = managedLines(current.split('\n'))
  if (lines === undefined) return 'its marking comments are gone'
  const wanted = recorded
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('Module: '))
    .map((line) => rule(line))
  const type = new RegExp(`^${stack.replace('-noninteractive', '')}\\s+`)
  let at = 0
  for (const line of lines) {
    const bare = withoutJump(line.replace(type, ''))
    const found = wanted.findIndex((candidate, index) => index >= at && bare.startsWith(candidate))
    if (found < 0)
      return line.trim() === '' ? 'an empty line was added by hand' : `"${line.trim()}" was written by hand`
    at = found + 1
  }
  return undefined
}

/** The lines of both sections; undefined when one of the four comments is gone or out of order. */
function managedLines(lines: readonly string[]): string[] | undefined {
  const marks: number[] = []
  for (const comment of sections.flatMap(({ begin, end }) => [begin, end])) {
    const after = marks.at(-1) ?? -1
    const found = lines.findIndex((line, index) => index > after && line.startsWith(comment))
    if (found < 0) return undefined
    marks.push(found)
  }
  const [primary = 0, fallback = 0, additional = 0, end = 0] = marks
  return [...lines.slice(primary + 1, fallback), ...lines.slice(additional + 1, end)]
}

/** Control and module of a recorded line: what must be there as it is. */
function rule(line: string): string {
  const plain = withoutJump(line).replace(/(\[.*)end(.*\])/, '$1$2')
  return /^(?:\[[^\]]+\]|\w+)\s+\S+/.exec(plain)?.[0] ?? plain
}

/** How many lines a success skips follows from the other lines and is not compared. */
function withoutJump(line: string): string {
  return line.replace(/(\[[^0-9]*)[0-9]+(.*\])/, '$1$2')
}
