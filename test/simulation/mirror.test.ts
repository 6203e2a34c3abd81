import { describe, expect, it } from 'vitest'
import { aptInstall, aptUpdate, type AptEnd } from '../../simulation/apt.ts'
import { Mirror, type MirrorOptions } from '../../simulation/mirror.ts'
import { newStory } from '../../simulation/story.ts'
import { Timeline } from '../../simulation/timeline.ts'
import { judge } from '../../src/machine/classify.ts'
import { grammars } from '../../src/machine/grammar.ts'

const refusing: MirrorOptions = { ratePerSecond: 2, refusal: 429, retryAfterSeconds: 3 }
const source = 'https://mirror.example/debian'

describe('Mirror', () => {
  it('grants its rate, refuses the rest and counts both by the second', async () => {
    const timeline = new Timeline()
    const mirror = new Mirror(timeline, refusing)
    const story = newStory()
    const answers: unknown[] = []
    for (const at of [0, 1, 2, 3, 4000])
      timeline.start(at, async () => {
        answers.push(await mirror.wayOf(story).ask(0))
      })

    await timeline.run()

    const granted = { status: 200, retryAfterSeconds: undefined }
    const refused = { status: 429, retryAfterSeconds: 3 }
    expect(answers).toEqual([granted, granted, refused, refused, granted])
    expect([mirror.arrived, mirror.refused]).toEqual([[4, 0, 0, 0, 1], [2]])
    expect(story).toMatchObject({ requests: 5, refused: 2 })
  })
})

/** How apt ends at a mirror that grants the first requests only, and when it made each. */
async function runApt(
  apt: typeof aptUpdate,
  grants: number,
): Promise<{ end: AptEnd | undefined; times: readonly number[] }> {
  const timeline = new Timeline()
  const times: number[] = []
  let end: AptEnd | undefined
  const way = {
    connect: () => timeline.wait(0),
    work: (ms: number) => timeline.wait(ms),
    ask: async () => {
      times.push(timeline.now)
      return { status: times.length <= grants ? 200 : 429, retryAfterSeconds: undefined } as const
    },
  }
  timeline.start(0, async () => {
    end = await apt(way, source)
  })
  await timeline.run()
  return { end, times }
}

describe('apt-get', () => {
  it('asks for a list and its index, and for one package', async () => {
    expect(await runApt(aptUpdate, 9)).toMatchObject({ end: { exitCode: 0 }, times: [0, 0] })
    expect(await runApt(aptInstall, 9)).toMatchObject({ end: { exitCode: 0 }, times: [0] })
  })

  it.each([
    ['the list', aptUpdate, 0, [0, 1000, 3000, 7000]],
    ['the index, at last unpacked', aptUpdate, 1, [0, 0, 1000, 3000, 7000, 7000]],
    ['the package', aptInstall, 0, [0, 1000, 3000, 7000]],
  ])('asks four times for %s, then says what the handler understands', async (_, apt, grants, expected) => {
    const { end, times } = await runApt(apt, grants)

    expect(times).toEqual(expected)
    expect(end?.exitCode).toBe(100)
    expect(judge(grammars['apt-get'], end?.output ?? '', { url: source, id: '' })).toBe('throttled')
  })
})
