import { describe, expect, it } from 'vitest'
import { agents } from '../../src/checks/agent-table.ts'

describe('the table of agents', () => {
  it.each(agents.map((agent) => [agent.name, agent] as const))('%s can be told by something', (_, agent) => {
    const { files = [], lines = [], packages = [], nss: modules = [] } = agent
    const signs = [...files, ...lines, ...packages, ...modules]

    expect(signs.length).toBeGreaterThan(0)
    for (const { pattern } of lines) expect(() => new RegExp(pattern, 'm')).not.toThrow()
    if (agent.verdict === 'warning') expect(agent.means).toMatch(/^[a-z].*\.$/)
  })

  it('has each name once', () => {
    expect(new Set(agents.map(({ name }) => name)).size).toBe(agents.length)
  })
})
