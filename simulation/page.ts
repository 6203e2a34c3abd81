import { limits, operationBudgets } from '../src/core/limits.ts'
import type { Comparison } from './comparison.ts'
import { figuresOf } from './figures.ts'
import { grouped, markdown, rowsOf, wordsOf, type Row } from './table.ts'
import { world } from './world.ts'

/** The tables of a comparison: one row for each behaviour, and this handler at scarcer mirrors. */
export function tablesOf({ runs, scarce }: Comparison): { readonly behaviours: Row[]; readonly scarce: Row[] } {
  const behaviours = rowsOf(runs.map(([name, run]) => [name, figuresOf(run)] as const))
  const [first = []] = behaviours
  const rows = scarce.map(({ ratePerSecond, figures }) => [`${grouped(ratePerSecond)}/s`, ...wordsOf(figures)])
  return { behaviours, scarce: [['the mirror grants', ...first.slice(1)], ...rows] }
}

/** The page docs/fleet.md, whole; `command` is what a person types to make it again. */
export function page(comparison: Comparison, command: string): string {
  const { options, naive } = comparison
  const { behaviours, scarce } = tablesOf(comparison)
  const retryAfter = options.retryAfterSeconds === undefined ? 'none' : `${options.retryAfterSeconds} s`
  return `${[
    '# A fleet at one mirror',
    `<!-- Made by \`${command}\`; edits are lost. -->`,
    [
      `${grouped(options.instances)} VMs of a scale set get the extension at the same moment, and all of them ask one package mirror.`,
      'This page is what became of them in a simulation with a virtual clock: it runs the own install and enable of this',
      'handler for each VM, so every pause, window and attempt is that of the product; modelled are what is around it, the',
      'mirror, apt-get and the real extension. The same seed gives the same page.',
    ].join('\n'),
    `The real extension asks a mirror that grants everything up to **${grouped(naive.peak)} times in one second**. Here the mirror grants **${grouped(options.ratePerSecond)} requests in a second** and answers ${options.refusal} to the rest (Retry-After: ${retryAfter}).`,
    markdown(behaviours),
    '![Requests per second at the mirror, and VMs that are Ready](fleet.svg)',
    [
      'Times count from the change of the scale set. A try is a download or a run of apt-get, which asks up to four times',
      'for each file. "The same without window and jitter" is this handler with `rolloutWindowSeconds` 0, that asks again',
      'after a second, always: what window and pauses are worth.',
    ].join('\n'),
    '## Scarcer mirrors',
    'This handler at mirrors that grant a half and a fifth of that:',
    markdown(scarce),
    '## What is assumed',
    markdown(assumptions()),
    `Made with seed ${options.seed} by \`${command}\`; \`npm run simulate -- --help\` has the options.`,
  ].join('\n\n')}\n`
}

function assumptions(): Row[] {
  const { install, enable } = operationBudgets
  const { network, predecessor, work } = world
  return [
    ['What', 'Value', 'From'],
    ['a VM learns of the extension', `0 to ${ms(world.agent.goalStatePeriodMs)}`, world.sources.goalState],
    [
      'a command is killed',
      `install ${ms(install.agentLimitMs)}, enable ${ms(enable.agentLimitMs)}`,
      world.sources.limits,
    ],
    ['a command that failed', 'is not run again', world.sources.noRetry],
    ['apt-get asks again', 'after 1, 2 and 4 s', world.sources.apt],
    ['window of a scale set', `${limits.rollout.scaleSetWindowSeconds} s`, '`src/core/limits.ts`'],
    ['the real extension', 'three probes, two lists, one package', world.sources.predecessor],
    [
      'its pace',
      `${ms(predecessor.refreshAllMs)}, probes ${ms(predecessor.betweenProbesMs)} apart, ${ms(predecessor.beforeRefreshMs)}`,
      'assumed',
    ],
    ['the mirror', 'a bucket of one second; refusing costs nothing', 'assumed'],
    ['round trip; megabytes a second', `${ms(network.roundTripMs)}; ${network.bytesPerMs / 1000}`, 'assumed'],
    ['reading lists; unpacking', `${ms(work.readListsMs)}; ${ms(work.unpackMs)}`, 'assumed'],
  ]
}

function ms(value: number): string {
  return value < 1000 ? `${value} ms` : `${value / 1000} s`
}
