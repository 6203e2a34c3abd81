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
 * What in a stack makes pam-auth-update leave all of them alone: a section without its beginning, or a line in a
 * section that it did not write itself. Options that were added to or taken from its lines are no such thing, nor are
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
    if (found < 0) return `"${line.trim()}" was added by hand`
    at = found + 1
  }
  return undefined
}

/** The lines of both sections; undefined when the second one never begins. The first must have ended before. */
function managedLines(lines: readonly string[]): string[] | undefined {
  const [primary, additional] = sections
  const first = lines.findIndex((line) => line.startsWith(primary.begin))
  const fallback = lines.findIndex((line, index) => index > first && line.startsWith(primary.end))
  const second = lines.findIndex((line, index) => index > fallback && line.startsWith(additional.begin))
  if (first < 0 || fallback < 0 || second < 0) return undefined
  const end = lines.findIndex((line, index) => index > second && line.startsWith(additional.end))
  const rest = end < 0 ? withoutLastEmpty(lines.slice(second + 1)) : lines.slice(second + 1, end)
  return [...lines.slice(first + 1, fallback), ...rest]
}

/** The end of a text is no line. */
function withoutLastEmpty(lines: readonly string[]): string[] {
  return lines.at(-1) === '' ? lines.slice(0, -1) : [...lines]
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
