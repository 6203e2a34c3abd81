import { lstatSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'

/** One telemetry event of a handler. */
export type HandlerEvent = z.infer<typeof schema>

const schema = z.object({
  Version: z.string().min(1),
  Timestamp: z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z$/, 'not an ISO 8601 time in UTC'),
  TaskName: z.string().min(1),
  EventLevel: z.enum(['Critical', 'Error', 'Warning', 'Verbose', 'Informational', 'LogAlways']),
  Message: z.string().max(3072).regex(/\S/, 'empty'),
  // Agents before 2.9.1 drop events with numbers here.
  EventPid: z.string().regex(/^\d+$/),
  EventTid: z.string().regex(/^\d+$/),
  OperationId: z.string(),
})

/** Events that the stricter of the agents takes per period and handler, bytes of a file, characters of an event. */
export const eventLimits = { count: 300, fileBytes: 4_194_304, eventCharacters: 6144 } as const

/** Returns the events that lie in `folder` and every rule they break, and deletes every file, as the agent does. */
export function collectEvents(folder: string): { readonly events: HandlerEvent[]; readonly violations: string[] } {
  const events: HandlerEvent[] = []
  const violations: string[] = []
  const names = readdirSync(folder).sort().reverse()
  const lengths = new Set(names.map((name) => name.length))
  if (lengths.size > 1) violations.push('names of different lengths, which the agent sorts as strings')
  for (const name of names) {
    const path = join(folder, name)
    if (!lstatSync(path).isFile()) violations.push(`${name} is not a file, so it stays for ever`)
    else readEvents(path, name, { events, violations })
    if (lstatSync(path).isFile()) rmSync(path)
  }
  if (events.length > eventLimits.count)
    violations.push(`${events.length} events, above ${eventLimits.count} per period`)
  return { events: events.slice(0, eventLimits.count), violations: violations.map((rule) => `events: ${rule}`) }
}

function readEvents(path: string, name: string, to: { events: HandlerEvent[]; violations: string[] }): void {
  const broken = (rule: string) => to.violations.push(`${name}: ${rule}`)
  if (!/^\d+\.json$/i.test(name)) return void broken('the name is not digits and .json')
  if (lstatSync(path).size > eventLimits.fileBytes) return void broken('larger than 4 MiB')
  const parsed = parse(readFileSync(path))
  if (typeof parsed === 'string') return void broken(parsed)
  for (const item of parsed) {
    const { data, error } = schema.safeParse(item)
    for (const issue of error?.issues ?? []) broken(`${issue.path.join('.')}: ${issue.message}`)
    if (JSON.stringify(item).length > eventLimits.eventCharacters) broken('an event longer than 6144 characters')
    else if (data !== undefined) to.events.push(data)
  }
}

function parse(content: Buffer): unknown[] | string {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content)
    const parsed: unknown = JSON.parse(text)
    return Array.isArray(parsed) ? (parsed as unknown[]) : [parsed]
  } catch {
    return 'not JSON in UTF-8 without a byte order mark'
  }
}
