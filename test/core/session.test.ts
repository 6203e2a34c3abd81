import { describe, expect, it } from 'vitest'
import { describeSessions, hangUpCommand, type Session } from '../../src/core/session.ts'

const processes = [1, 2, 3, 4, 5, 6, 7]
const sessions: Session[] = [
  { user: 'a@b.c', terminal: 'pts/1', processes: [40] },
  { user: 'd@e.f', terminal: '', processes },
]

describe('sessions in words', () => {
  it('name user, terminal and processes, and of many the first', () => {
    expect(describeSessions(sessions)).toBe(
      'a@b.c on pts/1 (process 40), d@e.f without a terminal (processes 1, 2, 3, 4, 5 and 2 more)',
    )
  })

  it('have a command that ends them all', () => {
    expect(hangUpCommand(sessions)).toBe('sudo kill -HUP 40 1 2 3 4 5 6 7')
  })
})
