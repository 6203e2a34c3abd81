import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import yargs from 'yargs'
import { behaviours } from './behaviours.ts'
import { compare } from './comparison.ts'
import { page, tablesOf } from './page.ts'
import { plot } from './plot.ts'
import { aligned, grouped } from './table.ts'
import { runInThreads } from './threads.ts'

/** npm run simulate: see --help. */
const docs = join(import.meta.dirname, '..', 'docs')
const wanted = await yargs(process.argv.slice(2))
  .scriptName('npm run simulate --')
  .usage(
    '$0 [options]\n\nWhat a fleet of VMs does to one package mirror, on a virtual clock. Writes fleet.md and fleet.svg.',
  )
  .option('instances', { type: 'number', default: 10_000, describe: 'VMs of the scale set' })
  .option('mirror-rate', {
    type: 'number',
    describe: 'Requests the mirror grants in a second  [a tenth of the naive peak]',
  })
  .option('answer', { choices: [429, 503] as const, default: 429 as const, describe: 'What it answers to the others' })
  .option('retry-after', { type: 'number', describe: 'Seconds of Retry-After in these answers  [no such header]' })
  .option('seed', { type: 'number', default: 1, describe: 'Another seed is another fleet' })
  .option('out', { type: 'string', default: docs, describe: 'Folder for fleet.md and fleet.svg' })
  .check(({ instances, mirrorRate }) => {
    if (!Number.isInteger(instances) || instances < 1) throw new Error('--instances must be a whole number from 1 on')
    if (typeof mirrorRate === 'number' && !(mirrorRate > 0)) throw new Error('--mirror-rate must be above 0')
    return true
  })
  .strict()
  .parserConfiguration({ 'strip-aliased': true })
  .parse()

const { instances, seed, answer: refusal, retryAfter: retryAfterSeconds, mirrorRate: ratePerSecond, out } = wanted
const since = performance.now()
const options = { instances, seed, refusal, retryAfterSeconds, ratePerSecond }
const comparison = await compare(options, (orders) =>
  runInThreads(orders, ({ behaviour, options: { mirror } }) => {
    const seconds = ((performance.now() - since) / 1000).toFixed(0)
    process.stderr.write(
      `${seconds.padStart(5)} s  ${behaviours[behaviour].title} at ${grouped(mirror.ratePerSecond)}/s\n`,
    )
  }),
)

const given = process.argv.slice(2).filter((word, at, words) => word !== '--out' && words[at - 1] !== '--out')
const command = ['npm run simulate', ...(given.length === 0 ? [] : ['--', ...given])].join(' ')
const { behaviours: rows, scarce } = tablesOf(comparison)
const { naive, runs } = comparison
process.stdout.write(
  [
    '',
    `${grouped(instances)} VMs, seed ${seed}. Naive peak: ${grouped(naive.peak)} requests in one second.`,
    `The mirror grants ${grouped(comparison.options.ratePerSecond)} in a second and answers ${refusal} to the rest.`,
    '',
    aligned(rows),
    '',
    'This handler at scarcer mirrors',
    '',
    aligned(scarce),
    '',
    '',
  ].join('\n'),
)
writeFileSync(join(out, 'fleet.md'), page(comparison, command))
writeFileSync(join(out, 'fleet.svg'), plot(runs, comparison.options.ratePerSecond))
process.stdout.write(`${join(out, 'fleet.md')}, fleet.svg\n`)
