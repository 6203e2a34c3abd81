import { rmSync } from 'node:fs'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Machine } from '../lab/machine/machine.ts'
import { bootFleet, goLive, handlerLayer } from './fleet.ts'
import { Site } from '../lab/site.ts'

const instances = 50
const settings = { rolloutWindowSeconds: 10 }
/** Less than fifty VMs on two busy cores ask for, each of them four times at least: the mirror is never idle at first. */
const ratePerSecond = 3

let site: Site
let layer: string
let machines: Machine[] = []

beforeAll(async () => {
  layer = await handlerLayer(settings)
  site = await Site.open()
  await site.azure.setInstance({ vmScaleSetName: 'fleet' })
  machines = await bootFleet(site, layer, instances)
})

afterAll(async () => {
  await Promise.all(machines.map((machine) => machine.down()))
  await site.close()
  rmSync(layer, { recursive: true })
})

it('becomes Ready to the last VM at a mirror that refuses what comes too fast', async () => {
  await site.packages.fault({ match: '.', above: ratePerSecond, status: 429 })
  const start = performance.now()

  const seen = await Promise.all(machines.map((machine) => goLive(machine, start)))

  const log = await site.packages.log()
  const granted = secondsOf(log.filter(({ status }) => status < 400))
  const asked = secondsOf(log)
  console.log(
    [
      `${instances} VMs, ${log.length} requests, ${log.filter(({ status }) => status === 429).length} of them refused`,
      `in one second at most ${Math.max(...asked)} asked and ${Math.max(...granted)} granted`,
      `the last VM Ready after ${(Math.max(...seen.map(({ readyAt }) => readyAt)) / 1000).toFixed(0)} s`,
    ].join('; '),
  )
  for (const one of seen) expect(one).toMatchObject({ install: 0, enable: 0, status: 'success', login: 'ii' })
  expect(log.filter(({ status }) => status === 429).length).toBeGreaterThan(instances / 5)
  expect(Math.max(...granted)).toBeLessThanOrEqual(2 * ratePerSecond)
  // No herd: what all would ask at once is spread over the window.
  expect(Math.max(...asked)).toBeLessThan(instances)
})

/** How many requests came in each second. */
function secondsOf(requests: readonly { at: number }[]): number[] {
  const first = Math.min(...requests.map(({ at }) => at))
  const bins: number[] = []
  for (const { at } of requests) {
    const second = Math.floor((at - first) / 1000)
    bins[second] = (bins[second] ?? 0) + 1
  }
  return Object.values(bins)
}
