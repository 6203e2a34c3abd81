import { describe, expect, it } from 'vitest'
import { layout } from '../../src/machine/layout.ts'

describe('layout', () => {
  it('keeps what must outlive a version in one folder, outside of every folder of the agent', () => {
    const { state, ledger, memory, updateMarker, transaction } = layout

    expect(state).toBe('/var/lib/aadsshlogin-handler')
    expect([ledger, memory, updateMarker, transaction].filter((path) => !path.startsWith(`${state}/`))).toEqual([])
  })

  it('gives every thing a place of its own', () => {
    const places = Object.values(layout)

    expect(new Set(places).size).toBe(places.length)
  })

  it('keeps the lock where a reboot clears it', () => {
    expect(layout.lock).toMatch(/^\/run\//)
    expect(layout.lockHolder).toMatch(/^\/run\//)
  })
})
