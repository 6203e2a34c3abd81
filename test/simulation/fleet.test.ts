import { describe, expect, it } from 'vitest'
import { behaviourNames, type BehaviourName } from '../../simulation/behaviours.ts'
import { compare, type Comparison, type RunAll } from '../../simulation/comparison.ts'
import { figuresOf, type Figures } from '../../simulation/figures.ts'
import { runFleet, type FleetOptions } from '../../simulation/fleet.ts'
import type { MirrorOptions } from '../../simulation/mirror.ts'
import { page } from '../../simulation/page.ts'
import { plot } from '../../simulation/plot.ts'
import { limits } from '../../src/core/limits.ts'

const instances = 12

async function run(
  name: BehaviourName,
  mirror: Partial<MirrorOptions> = {},
  fleet: Partial<FleetOptions> = {},
): Promise<Figures> {
  const generous: MirrorOptions = { ratePerSecond: Infinity, refusal: 429, retryAfterSeconds: undefined }
  return figuresOf(await runFleet(name, { instances, seed: 1, ...fleet, mirror: { ...generous, ...mirror } }))
}

describe('runFleet', () => {
  it.each([
    ['ours', 4, 3],
    ['impatient', 4, 3],
    ['predecessor', 6, 5],
  ] as const)('makes every VM Ready at a generous mirror: %s', async (name, requests, attempts) => {
    expect(await run(name)).toMatchObject({
      ...{ instances, ready: instances, refused: 0, failures: [], beyondLimit: 0 },
      requestsPerVm: { mean: requests, most: requests },
      attemptsPerVm: { mean: attempts, most: attempts },
    })
  })

  it('spreads the fleet over the window of a scale set', async () => {
    const [ours, impatient] = [await run('ours'), await run('impatient')]

    const windowSeconds = limits.rollout.scaleSetWindowSeconds
    expect(ours.readyAfter.all).toBeGreaterThan(windowSeconds * 0.8)
    expect(ours.readyAfter.all).toBeLessThan(windowSeconds + 20)
    expect(impatient.readyAfter.all).toBeLessThan(20)
    expect(ours.peak).toBeLessThan(impatient.peak / 2)
  })

  it('makes every VM Ready at a mirror that grants a tenth of the naive peak, which the real extension does not', async () => {
    const { peak } = await run('predecessor')
    const mirror = { ratePerSecond: peak / 10 }

    expect(await run('ours', mirror)).toMatchObject({ ready: instances, failures: [], beyondLimit: 0 })
    expect((await run('predecessor', mirror)).ready).toBeLessThan(instances / 2)
  })

  it('ends within the limits of the agent at a mirror that grants next to nothing', async () => {
    const figures = await run('ours', { ratePerSecond: 0.02 })

    expect(figures.beyondLimit).toBe(0)
    expect(figures.ready).toBeLessThan(instances)
    expect(figures.failures.map(([code]) => code)).toContain('repository.unreachable')
  })

  it.each([
    ['ours', true],
    ['impatient', false],
  ] as const)('heeds what Retry-After says, or not: %s', async (name, heeds) => {
    const scarce = { ratePerSecond: 1 }
    const [silent, told] = [await run(name, scarce), await run(name, { ...scarce, retryAfterSeconds: 10 })]

    expect([silent.ready, told.ready]).toEqual([instances, instances])
    expect(JSON.stringify(told) !== JSON.stringify(silent)).toBe(heeds)
  })

  it('is another fleet with another seed', async () => {
    expect(await run('ours', {}, { seed: 2 })).not.toEqual(await run('ours'))
  })
})

/** In this thread: a thread of its own for each fleet takes longer to begin than so few VMs live. */
const runAll: RunAll = async (orders) => {
  const runs = []
  for (const { behaviour, options } of orders) runs.push(await runFleet(behaviour, options))
  return runs
}

const options = {
  instances: 10,
  seed: 1,
  refusal: 429,
  retryAfterSeconds: undefined,
  ratePerSecond: undefined,
} as const

function papers(comparison: Comparison): string[] {
  return [page(comparison, 'npm run simulate'), plot(comparison.runs, comparison.options.ratePerSecond)]
}

describe('compare', () => {
  it('grants a tenth of the naive peak unless told, and shows all behaviours at it', async () => {
    const { naive, runs, scarce, options: used } = await compare({ ...options, instances: 20 }, runAll)

    expect(used.ratePerSecond).toBe(Math.floor(naive.peak / 10))
    expect(runs.map(([name]) => name)).toEqual(behaviourNames)
    expect(scarce.map(({ ratePerSecond }) => ratePerSecond)).toEqual([
      Math.max(1, Math.floor(used.ratePerSecond / 2)),
      Math.max(1, Math.floor(used.ratePerSecond / 5)),
    ])
  })

  it('comes to the same page and plot with the same seed, byte for byte', async () => {
    const given = { ...options, ratePerSecond: 4 }
    const first = papers(await compare(given, runAll))

    expect(papers(await compare(given, runAll))).toEqual(first)
    expect(papers(await compare({ ...given, seed: 2 }, runAll))).not.toEqual(first)
  })

  it('writes figures as a person reads them', async () => {
    const [text = '', drawing = ''] = papers(await compare({ ...options, ratePerSecond: 1 }, runAll))

    expect(text).toMatch(/^\| this handler +\| +\d+ \| +\d+ \| +\d+ \| +\d+\.\d, at most \d+ \|.* all \| .* none +\|$/m)
    expect(text).toMatch(/^\| the real extension .*\| never \| +\d+ with \d+/m)
    expect(drawing).toMatch(/^<svg [^]*<polyline points="[\d., ]+"[^]*<\/svg>\n$/)
    expect(drawing).not.toMatch(/NaN|undefined|Infinity/)
  })
})
