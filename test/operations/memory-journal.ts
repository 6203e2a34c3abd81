import { redactor } from '../../src/core/redact.ts'
import type { Journal, LogLevel } from '../../src/host.ts'

/** The log of one run, in memory; it redacts as the real one does. */
export class MemoryJournal implements Journal {
  readonly lines: string[] = []
  /** The prefix it was opened with, and the folder. */
  opened: { readonly folder: string; readonly prefix: string } | undefined
  level: LogLevel | undefined
  closed = false
  #redactor = redactor([])

  write(level: LogLevel, message: string, fields: Readonly<Record<string, unknown>> = {}): void {
    if (this.closed) throw new Error(`written after the log was closed: ${message}`)
    this.lines.push(`${level} ${this.redact(message)} ${JSON.stringify(this.#redactor.value(fields))}`)
  }

  open(folder: string, prefix: string): string {
    if (this.opened !== undefined) throw new Error('the log was opened twice')
    this.opened = { folder, prefix }
    return `${folder}/handler.log`
  }

  configure(level: LogLevel, secrets: readonly string[]): void {
    this.level = level
    this.#redactor = redactor(secrets)
  }

  redact(text: string): string {
    return this.#redactor.text(text)
  }

  async close(): Promise<void> {
    this.closed = true
  }

  get text(): string {
    return this.lines.join('\n')
  }
}
