import { existsSync, readFileSync } from 'node:fs'
import { layout, type Bench } from './bench.ts'
import { sequenceOf, type HandlerGoal } from './goal.ts'
import { hostPath } from './machine.ts'
import { statusViolations } from './status-rules.ts'

/** Returns every rule that enable broke with the status it left, or did not leave, for its sequence number. */
export function outcomeViolations(bench: Bench, goal: HandlerGoal): string[] {
  const run = bench.runs.at(-1)
  if (run?.operation !== 'enable') return []
  const name = `${sequenceOf(goal)}.status`
  const file = hostPath(bench.machine, `${layout(bench, goal.version).status}/${name}`)
  if (!existsSync(file)) return goal.settings === undefined ? [] : [`enable: no ${name}: shown as transitioning`]
  const content = readFileSync(file)
  const found = statusViolations(content).map((rule) => `${name}: ${rule}`)
  const status = statusOf(content)
  if (status === 'transitioning') found.push(`${name}: still transitioning after enable`)
  if (run.exitCode !== 0 && status === 'success') found.push(`${name}: success beside exit code ${run.exitCode}`)
  if (run.exitCode === 0 && status === 'error') found.push(`${name}: error beside exit code 0`)
  return found
}

function statusOf(content: Buffer): unknown {
  try {
    return (JSON.parse(content.toString('utf8')) as { status: { status: unknown } }[])[0]?.status.status
  } catch {
    return undefined
  }
}
