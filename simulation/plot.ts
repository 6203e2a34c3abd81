import { behaviours, type BehaviourName } from './behaviours.ts'
import type { FleetRun } from './fleet.ts'
import { grouped } from './table.ts'

const colours: Readonly<Record<BehaviourName, string>> = {
  ours: '#0a6e5c',
  impatient: '#c77700',
  predecessor: '#b3261e',
}
const [width, left, right] = [860, 70, 20]
const [panelHeight, top, gap] = [210, 54, 56]

interface Panel {
  readonly title: string
  readonly top: number
  readonly highest: number
  readonly label: (value: number) => string
}

/** An SVG: requests per second at the mirror, and below it how many VMs are Ready, over the same time. */
export function plot(runs: readonly (readonly [BehaviourName, FleetRun])[], ratePerSecond: number): string {
  const seconds = Math.max(...runs.map(([, run]) => lastSecond(run))) + 5
  const instances = runs[0]?.[1].stories.length ?? 0
  const peak = Math.max(ratePerSecond, ...runs.flatMap(([, { arrived }]) => arrived))
  const requests = { title: 'requests per second at the mirror', top, highest: roundUp(peak), label: grouped }
  const ready = {
    title: 'VMs that are Ready',
    top: top + panelHeight + gap,
    highest: instances,
    label: (value: number) => `${((value / instances) * 100).toFixed(0)} %`,
  }
  const height = ready.top + panelHeight + 44
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="13">`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...runs.map(([name], at) => legend(name, at)),
    ...axes(requests, seconds),
    rateLine(requests, ratePerSecond),
    ...axes(ready, seconds),
    ...runs.flatMap(([name, run]) => [
      line(name, requests, seconds, run.arrived),
      line(name, ready, seconds, readyBySecond(run, seconds)),
    ]),
    `<text x="${(width + left - right) / 2}" y="${height - 8}" text-anchor="middle">seconds</text>`,
    '</svg>',
    '',
  ].join('\n')
}

function lastSecond({ stories, arrived }: FleetRun): number {
  return stories.reduce((last, { readyAt = 0 }) => Math.max(last, Math.ceil(readyAt / 1000)), arrived.length)
}

function readyBySecond({ stories }: FleetRun, seconds: number): number[] {
  const bins = Array.from({ length: Math.ceil(seconds) + 1 }, () => 0)
  for (const { readyAt } of stories) {
    const second = readyAt === undefined ? undefined : Math.ceil(readyAt / 1000)
    if (second !== undefined) bins[second] = (bins[second] ?? 0) + 1
  }
  let total = 0
  return bins.map((count) => (total += count))
}

/** The next of 1, 2, 5, 10, … */
function roundUp(value: number): number {
  const unit = 10 ** Math.floor(Math.log10(Math.max(1, value)))
  return ([1, 2, 5, 10].find((factor) => factor * unit >= value) ?? 10) * unit
}

function xOf(second: number, seconds: number): string {
  return (left + (second / seconds) * (width - left - right)).toFixed(1)
}

function yOf(value: number, { top: above, highest }: Panel): string {
  return (above + panelHeight - (value / highest) * panelHeight).toFixed(1)
}

function axes(panel: Panel, seconds: number): string[] {
  const values = [0, 0.25, 0.5, 0.75, 1].map((part) => part * panel.highest)
  const step = roundUp(seconds / 10)
  const times = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, at) => at * step)
  const bottom = panel.top + panelHeight
  return [
    `<text x="${left}" y="${panel.top - 10}" font-weight="bold">${panel.title}</text>`,
    ...values.flatMap((value) => [
      `<path d="M${left} ${yOf(value, panel)}H${width - right}" stroke="#dddddd"/>`,
      `<text x="${left - 8}" y="${(Number(yOf(value, panel)) + 4).toFixed(1)}" text-anchor="end">${panel.label(value)}</text>`,
    ]),
    ...times.map((time) => `<text x="${xOf(time, seconds)}" y="${bottom + 18}" text-anchor="middle">${time}</text>`),
  ]
}

function rateLine(panel: Panel, ratePerSecond: number): string {
  const y = yOf(ratePerSecond, panel)
  return [
    `<path d="M${left} ${y}H${width - right}" stroke="#333333" stroke-dasharray="6 4"/>`,
    `<text x="${width - right}" y="${(Number(y) - 5).toFixed(1)}" text-anchor="end">the mirror grants ${grouped(ratePerSecond)}</text>`,
  ].join('\n')
}

function legend(name: BehaviourName, at: number): string {
  const x = left + at * 270
  return `<path d="M${x} 18h24" stroke="${colours[name]}" stroke-width="3"/>\n<text x="${x + 30}" y="22">${behaviours[name].title}</text>`
}

function line(name: BehaviourName, panel: Panel, seconds: number, values: readonly number[]): string {
  const points = values.map((value, second) => `${xOf(second, seconds)},${yOf(value, panel)}`).join(' ')
  return `<polyline points="${points}" fill="none" stroke="${colours[name]}" stroke-width="1.6"/>`
}
