/** What is done about users who are logged in when login packages are to go. */
export const sessionPolicies = ['wait', 'fail', 'terminate'] as const
export type SessionPolicy = (typeof sessionPolicies)[number]

/** A user of the login packages with what runs for them in one place. */
export interface Session {
  readonly user: string
  /** `pts/0`, `tty1`; '' without a terminal (a copy of files, a service of the user). */
  readonly terminal: string
  /** Numbers of the processes, ascending. */
  readonly processes: readonly number[]
}

/** A process may be one of thousands; a person needs to see whose they are. */
const shown = 5

/** `maria@example.com on pts/0 (process 4237), …`. */
export function describeSessions(sessions: readonly Session[]): string {
  return sessions.map(describeOne).join(', ')
}

/** What a person types to end them as a lost connection would. */
export function hangUpCommand(sessions: readonly Session[]): string {
  return `sudo kill -HUP ${sessions.flatMap(({ processes }) => processes).join(' ')}`
}

function describeOne({ user, terminal, processes }: Session): string {
  const more = processes.length > shown ? ` and ${processes.length - shown} more` : ''
  const noun = processes.length > 1 ? 'processes' : 'process'
  const where = terminal === '' ? 'without a terminal' : `on ${terminal}`
  return `${user} ${where} (${noun} ${processes.slice(0, shown).join(', ')}${more})`
}
