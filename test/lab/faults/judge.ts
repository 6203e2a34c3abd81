import { failures } from '../../../src/core/failures.ts'
import { differences, type State } from './bench.ts'
import type { Told } from './told.ts'

/** What a machine was like, for comparison. */
export interface States {
  /** Fresh. */
  readonly first: State
  /** In the situation. */
  readonly before: State
  /** When all went well. */
  readonly end: State
}

export interface Case {
  readonly told: Told
  readonly states: States
  readonly after: State
  /** Whether the login was to go. */
  readonly removes: boolean
  /** Files that are the handler's own, and not of a package. */
  readonly ownFiles: readonly string[]
}

const stateFolder = '/var/lib/aadsshlogin-handler'
/** What was verified when: written anew by whoever looks. */
const memory = `${stateFolder}/state.json`

/** What is not as it should be after a command at which something went wrong. */
export function judge(one: Case): string[] {
  const { told, states, after } = one
  switch (told.end) {
    case 'killed':
      return told.shown === 'success' ? ['killed, and a success is shown'] : []
    case 'good':
      return settled(states.end, after).map((line) => `a success, but ${line}`)
    case 'failed':
      return [
        ...wrongCode(told),
        ...(told.shown === 'success' ? ['failed, and a success is shown'] : []),
        ...told.violations,
        ...untold(one).map((line) => `not told: ${line}`),
      ]
  }
}

/** What differs from a state that must have been reached, but for what was verified when. */
export function settled(wanted: State, found: State): string[] {
  return differences(wanted, found).filter((line) => !line.includes(` ${memory} `))
}

function wrongCode({ code, runs }: Told): string[] {
  const known = Object.entries(failures).find(([name]) => name === code)
  const last = runs.find((run) => !run.endsWith(' 0')) ?? ''
  if (known === undefined) return [`"${code}" is no stable code`]
  return last.endsWith(` ${known[1].exit}`) ? [] : [`${last} is not the exit code of ${code}`]
}

/**
 * What is left of a failed command, and is not told: a removal leaves what is more than on a fresh machine, anything
 * else what differs from before. Whoever names a package names its files; our records stand for what they record.
 */
function untold({ told, states, after, removes, ownFiles }: Case): string[] {
  const left = differences(removes ? states.first : states.before, after)
  if (removes && differences(states.before, after).length === 0) return []
  const words = told.words.toLowerCase()
  const packages = left.flatMap((line) =>
    keyIn(line) === undefined ? (/^package [+-](?:\w{2} +)?([a-z][\w-]*?)[ -][\d.]/.exec(line)?.[1] ?? []) : [],
  )
  const namesAll = packages.length > 0 && packages.every((name) => told.words.includes(name))
  return left.filter((line) => {
    const [change = '', path = ''] = line.split(' ')
    const key = keyIn(line)
    if (key !== undefined) return !words.includes(key)
    if (change === 'package') return !namesAll
    if (path.startsWith(stateFolder)) return false
    if (told.words.includes(path)) return false
    return ownFiles.some((own) => own === path || own.startsWith(`${path}/`)) || !namesAll
  })
}

/** Of a key that rpm lists as a package, the end of the fingerprint that people are told. */
function keyIn(line: string): string | undefined {
  return /^package [+-]gpg-pubkey-([0-9a-f]{8})-/.exec(line)?.[1]
}
