import { describe, expect, it } from 'vitest'
import { failures, type FailureRow } from '../../src/core/failures.ts'
import { withoutAgentWords } from '../../src/core/standalone-words.ts'

/** What no agent does, and what would set the extension in the place of the standalone handler. */
const untrue = /extension set\b|the extension again|agent (?:also )?tries|extension settings|the portal|this extension/i
/** Told to extensions alone. */
const agentsOnly = ['settings.undecryptable', 'agent.environment']

describe('withoutAgentWords', () => {
  it.each(Object.entries<FailureRow>(failures).filter(([code]) => !agentsOnly.includes(code)))(
    'leaves nothing in %s that is only true with an agent',
    (_, { cause, remedy }) => {
      expect(withoutAgentWords(`${cause}\n${remedy}`)).not.toMatch(untrue)
    },
  )

  it('keeps sentences whole', () => {
    expect(withoutAgentWords(failures['identity.user-assigned-only'].remedy)).toMatch(
      /instances\)\. Then run the same command again\.$/,
    )
    expect(withoutAgentWords(failures['packages.locked'].remedy)).toBe(
      'Let it finish, or stop it, then run the same command again.',
    )
    expect(withoutAgentWords(failures['memory.too-small'].remedy)).toMatch(/then run the same command again\.$/)
  })

  it('knows no phrase that nobody uses any more', () => {
    const all = Object.values<FailureRow>(failures).map(({ remedy }) => remedy)

    expect(all.filter((text) => withoutAgentWords(text) !== text).length).toBeGreaterThan(25)
  })
})
