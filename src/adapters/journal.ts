import { redactor } from '../core/redact.ts'
import type { Clock, Journal, LogLevel } from '../host.ts'
import { openLog, type FileLog } from './log.ts'

interface Line {
  readonly level: LogLevel
  readonly message: string
  readonly fields: Readonly<Record<string, unknown>> | undefined
}

/** A journal that keeps lines in memory until the log folder is known; what is never opened is never told. */
export function createJournal(clock: Pick<Clock, 'now'>): Journal {
  let file: FileLog | undefined
  let current = redactor([])
  let wanted: LogLevel = 'info'
  const early: Line[] = []
  return {
    write: (level, message, fields) => {
      if (file === undefined) early.push({ level, message, fields })
      else file.write(level, message, fields)
    },
    open: (folder, prefix) => {
      file = openLog({ folder, prefix, level: wanted, redactor: current, clock })
      for (const { level, message, fields } of early.splice(0)) file.write(level, message, fields)
      return file.path
    },
    configure: (level, secrets) => {
      wanted = level
      current = redactor(secrets)
      file?.setLevel(level)
      file?.setRedactor(current)
    },
    redact: (text) => current.text(text),
    close: async () => file?.close(),
  }
}
