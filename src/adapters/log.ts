import { once } from 'node:events'
import type { Writable } from 'node:stream'
import winston from 'winston'
import { limits } from '../core/limits.ts'
import type { Redactor } from '../core/redact.ts'
import type { Clock, Log, LogLevel } from '../host.ts'
import { logLine } from './log-line.ts'
import { RotatingFile } from './rotating-file.ts'

export interface FileLog extends Log {
  readonly path: string
  setLevel(level: LogLevel): void
  /** Replaces the redactor, e.g. when the secrets of the settings are known. */
  setRedactor(redactor: Redactor): void
  /** Resolves when every line is on disk. */
  close(): Promise<void>
}

export interface LogOptions {
  readonly folder: string
  /** Stands in every line: operation, version, sequence number and process. */
  readonly prefix: string
  readonly level: LogLevel
  readonly redactor: Redactor
  readonly clock: Pick<Clock, 'now'>
}

const levels: Readonly<Record<LogLevel, number>> = { error: 0, warn: 1, info: 2, debug: 3 }

/** The log of the handler: `<folder>/handler.log`, mode 0600, rotated. Neither opening nor writing it ever fails. */
export function openLog(options: LogOptions): FileLog {
  const path = `${options.folder}/handler.log`
  const file = new RotatingFile(path, limits.log)
  const logger = winston.createLogger({
    level: options.level,
    levels: { ...levels },
    format: winston.format.printf(({ message }) => String(message)),
    // eslint-disable-next-line @typescript-eslint/no-unsafe-class-instance-assignment -- winston types its transports as interfaces
    transports: [new winston.transports.Stream({ stream: file, eol: '\n' })],
  })
  let { redactor } = options
  let closed: Promise<void> | undefined
  return {
    path,
    write: (level, message, fields = {}) => {
      if (closed !== undefined) return
      const time = new Date(options.clock.now()).toISOString()
      const start = `${time} ${level.padEnd(5)} [${options.prefix}]`
      logger.log({ level, message: logLine(start, message, fields, redactor) })
    },
    setLevel: (level) => void (logger.level = level),
    setRedactor: (next) => void (redactor = next),
    close: () => (closed ??= closeAll(logger, file)),
  }
}

/** winston hands lines on in its own time: each stage is ended and waited for in turn. */
async function closeAll(logger: winston.Logger, file: Writable): Promise<void> {
  const handedOn = Promise.all(logger.transports.map((transport) => once(transport, 'finish')))
  logger.end()
  await handedOn
  const written = once(file, 'finish')
  file.end()
  await written
}
