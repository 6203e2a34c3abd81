import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { root } from '../scripts/package/paths.ts'
import { Site } from '../test/lab/site.ts'
import { benchGuest } from './guest.ts'
import { comparison, sizes, targets, targetTable } from './report.ts'
import { inRounds } from './rounds.ts'
import { load, machineLine } from './surroundings.ts'
import { unpacking, zips } from './zips.ts'

/**
 * npm run bench -- [--rounds N] [--out FILE]
 * measures side by side, in turns, and writes docs/bench.md. Ends with 1 when a target is missed.
 */
const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, out: { type: 'string', default: join(root, 'docs/bench.md') } },
})
const rounds = Number(values.rounds)
const made = await zips()
const site = await Site.open()
const guest = await benchGuest(site)
const before = load()
const started = performance.now()
const enabling = await inRounds(guest.enabling, rounds)
const starting = await inRounds(guest.starting, rounds)
const installing = await inRounds(guest.installing, rounds)
await site.close()
const unpacked = await inRounds(await unpacking(made), Math.min(rounds, 7))
const seconds = ((performance.now() - started) / 1000).toFixed(0)
const reached = targets({ installing, enabling }, made)

const text = `# Measurements

Made by \`npm run bench\` on ${new Date().toISOString().slice(0, 10)}; not written by hand.

Machine: ${machineLine()}. Load average of the minute before: ${before}, of the last one: ${load()} (it counts the
measuring itself); ${seconds} s in all.

Everything within a table ran in turns, ${rounds} rounds each after one that does not count. Times and sizes are medians, ratios
medians of the ratios of each round, peaks the largest resident set of the command and the children it waited for. The
handlers in bash and Python (\`bench/handlers\`) were written for this comparison: they have the shape of ours, but
check, undo and report next to nothing, and know one distribution.

## Targets

${targetTable(reached)}

## Install

A machine of [the lab](lab.md) (Debian 12) with the repository on another one; at the beginning of each run it has neither
the package nor its source. \`apt-get alone\` is the transaction that the handler runs, with nothing around it.

${comparison(installing, 'apt-get alone')}

## \`enable\` with nothing to do

With its request to the metadata service. \`node -e 0\` is the Node of the zip, started by the machine's own loader.

${comparison(enabling, 'node -e 0')}

## Start

\`--version\`: what a command costs before it does anything.

${comparison(starting, 'node -e 0')}

## Size

${sizes(made)}

## Unpacking

As the guest agent does it: Python's zipfile, then one chmod for each file.

${comparison(unpacked, 'x64')}
`
writeFileSync(values.out, text)
console.log(text)
process.exitCode = reached.every(({ met }) => met) ? 0 : 1
