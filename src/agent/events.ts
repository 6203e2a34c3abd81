import { limits } from '../core/limits.ts'
import { oneLine } from '../core/printable.ts'
import type { EventReport } from '../core/report.ts'
import type { Host } from '../host.ts'
import type { HandlerEnvironment } from './environment.ts'

export interface Event extends EventReport {
  /** Groups the events of one run; '' is allowed. */
  readonly operationId: string
  readonly pid: number
}

type Place = Pick<HandlerEnvironment, 'version' | 'logFolder' | 'eventsFolder'>

/**
 * Hands one telemetry event to the agent: a file of its own, written in the log folder and then renamed, because the
 * agent empties the events folder whole. Without that folder there is nothing to do; trouble is only logged.
 */
export async function sendEvent(host: Host, place: Place, event: Event): Promise<void> {
  const { eventsFolder, logFolder } = place
  if (eventsFolder === undefined) return
  const name = eventFileName(host)
  const temporary = `${logFolder}/event-${name}.tmp`
  try {
    if ((await host.files.stat(eventsFolder))?.type !== 'directory') return
    await host.files.writeAtomic(temporary, eventText(place.version, new Date(host.clock.now()), event), 0o600)
    await host.files.rename(temporary, `${eventsFolder}/${name}.json`)
  } catch (error) {
    host.log.write('warn', 'The telemetry event could not be handed over', { error })
    await host.files.remove(temporary).catch(() => undefined)
  }
}

/** The event as the agent wants it: every member a string, below the size at which it is dropped. */
export function eventText(version: string | undefined, now: Date, event: Event): string {
  for (let room: number = limits.tell.eventCharacters; ; room = Math.floor(room / 2)) {
    const text = JSON.stringify({
      Version: version ?? 'unknown',
      Timestamp: now.toISOString(),
      TaskName: oneLine(event.task, 64),
      EventLevel: event.level,
      Message: oneLine(event.message, room) || event.task,
      EventPid: String(event.pid),
      EventTid: String(event.pid),
      OperationId: oneLine(event.operationId, 64),
    })
    if (text.length <= limits.tell.eventFileCharacters) return text
  }
}

/** 16 digits: microseconds, the last three by chance. The agent sorts the names as text. */
function eventFileName(host: Host): string {
  const microseconds = host.clock.now() * 1000 + Math.floor(host.random() * 1000)
  return String(microseconds).padStart(16, '0')
}
