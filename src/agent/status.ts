import { asFailure, type HandlerFailure } from '../core/failure.ts'
import { limits } from '../core/limits.ts'
import { oneLine, printable } from '../core/printable.ts'
import { clarification, type StatusReport, type Substatus } from '../core/report.ts'
import type { Host } from '../host.ts'
import type { HandlerEnvironment } from './environment.ts'
import { sequenceNumber } from './sequence.ts'

type Place = Pick<HandlerEnvironment, 'name' | 'statusFolder'>

/**
 * Writes `<sequence>.status`, whole or not at all, and prunes old ones. Answers undefined, or the failure that kept it
 * from being written, which is also logged: the caller's own failure is never replaced by it.
 */
export async function writeStatus(
  host: Host,
  place: Place,
  sequence: number,
  report: StatusReport,
): Promise<HandlerFailure | undefined> {
  const text = statusText(place.name, new Date(host.clock.now()), report)
  try {
    await prune(host, place.statusFolder, sequence)
    await host.files.makeDirectory(place.statusFolder, 0o700)
    await host.files.writeAtomic(`${place.statusFolder}/${sequence}.status`, text, 0o600)
    return undefined
  } catch (error) {
    const failure = asFailure(error)
    host.log.write('error', 'The status could not be written', { sequence, error: failure })
    return failure
  }
}

/** The content of a status file: every member of the type the agent insists on, within its size. */
export function statusText(name: string, now: Date, report: StatusReport): string {
  let substatuses = report.substatuses
  for (;;) {
    const text = JSON.stringify([statusOf(name, now, { ...report, substatuses })])
    if (text.length <= limits.tell.statusCharacters || substatuses.length === 0) return text
    substatuses = withoutLeastImportant(substatuses)
  }
}

function statusOf(name: string, now: Date, report: StatusReport) {
  const time = `${now.toISOString().slice(0, 19)}Z`
  return {
    version: 1,
    timestampUTC: time,
    status: {
      name: oneLine(name, 255),
      operation: oneLine(report.operation, 64),
      configurationAppliedTime: time,
      status: report.state,
      code: int32(report.code),
      formattedMessage: message(report.message, limits.tell.messageCharacters),
      substatus: report.substatuses.map(substatusOf),
    },
  }
}

function substatusOf({ name, state, code, message: text }: Substatus) {
  return {
    name: oneLine(name, 64).replaceAll('/', '-') || 'unnamed',
    status: state,
    code: int32(code),
    formattedMessage: message(text, limits.tell.substatusCharacters),
  }
}

function message(text: string, maxCharacters: number) {
  return { lang: 'en-US', message: printable(text, maxCharacters) }
}

/** The agent passes any number through; the service wants 32 bits. */
function int32(code: number): number {
  return Number.isInteger(code) && Math.abs(code) < 2 ** 31 ? code : -1
}

/** Gives up passed notes first and the ones that explain a failure last. */
function withoutLeastImportant(substatuses: readonly Substatus[]): readonly Substatus[] {
  const order = (substatus: Substatus): number =>
    substatus.name === clarification ? 3 : { success: 0, warning: 1, error: 2 }[substatus.state]
  const least = Math.min(...substatuses.map(order))
  return substatuses.toSpliced(
    substatuses.findLastIndex((substatus) => order(substatus) === least),
    1,
  )
}

/** The agent never removes status files and copies them all on update. Trouble here is only logged. */
async function prune(host: Host, folder: string, current: number): Promise<void> {
  try {
    const files: { path: string; mtimeMs: number }[] = []
    for (const name of (await host.files.list(folder)) ?? []) {
      const sequence = name.endsWith('.status') ? sequenceNumber(name.slice(0, -'.status'.length)) : undefined
      const stat =
        sequence === undefined || sequence === current ? undefined : await host.files.stat(`${folder}/${name}`)
      if (stat?.type === 'file') files.push({ path: `${folder}/${name}`, mtimeMs: stat.mtimeMs })
    }
    const old = files.sort((a, b) => b.mtimeMs - a.mtimeMs).slice(limits.read.statusFilesKept - 1)
    for (const { path } of old) await host.files.remove(path)
  } catch (error) {
    host.log.write('warn', 'Old status files could not be removed', { error })
  }
}
