import { describe, expect, it } from 'vitest'
import { Timeline } from '../../simulation/timeline.ts'

describe('Timeline', () => {
  it('lets tasks wait side by side, and takes no time for it', async () => {
    const timeline = new Timeline()
    const seen: string[] = []
    for (const [name, ms] of [
      ['slow', 3_600_000],
      ['quick', 10],
    ] as const)
      timeline.start(5, async () => {
        await timeline.wait(ms)
        await timeline.wait(ms)
        seen.push(`${name} ${timeline.now}`)
      })

    await timeline.run()

    expect(seen).toEqual(['quick 25', 'slow 7200005'])
  })

  it('keeps the order of many moments, those of the same time as they were asked for', async () => {
    const timeline = new Timeline()
    const times = Array.from({ length: 500 }, (_, at) => (at * 7919) % 97)
    const seen: number[] = []
    for (const [at, time] of times.entries())
      timeline.start(time, async () => {
        seen.push(at)
      })

    await timeline.run()

    const expected = times
      .map((time, at) => ({ time, at }))
      .sort((one, other) => one.time - other.time || one.at - other.at)
    expect(seen).toEqual(expected.map(({ at }) => at))
  })

  it('does not move on while a task works on another thread', async () => {
    const timeline = new Timeline()
    const seen: string[] = []
    timeline.start(0, async () => {
      await crypto.subtle.digest('SHA-256', new Uint8Array(1_000_000))
      seen.push(`worked ${timeline.now}`)
    })
    timeline.start(1, async () => {
      seen.push(`next ${timeline.now}`)
    })

    await timeline.run()

    expect(seen).toEqual(['worked 0', 'next 1'])
  })

  it('wakes who is parked once, at the first time that is named', async () => {
    const timeline = new Timeline()
    const seen: number[] = []
    let wakeAt: (at: number) => void = () => undefined
    timeline.start(0, async () => {
      await timeline.park((wake) => {
        wakeAt = wake
        wake(1000)
      })
      seen.push(timeline.now)
    })
    timeline.start(100, async () => {
      wakeAt(150)
    })

    await timeline.run()

    expect(seen).toEqual([150])
  })
})
