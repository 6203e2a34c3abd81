/** The five commands of a handler. */
export const operations = ['install', 'enable', 'disable', 'update', 'uninstall'] as const
export type Operation = (typeof operations)[number]

/** The guest agents whose behaviour can be played; they differ in a few codes and in keeping the zip. */
export type AgentGeneration = '2.7.3.0' | '2.15.0.1'

/** The agent's limit for each command, in ms; at the limit it kills the process group. */
export const commandLimits: Readonly<Record<Operation, number>> = {
  install: 900_000,
  enable: 300_000,
  disable: 900_000,
  update: 900_000,
  uninstall: 300_000,
}

/** The agent's codes. `unknown` is its default for what it has no code for. */
export const agentCodes = {
  unknown: -1,
  uninstall: 1000,
  download: 1001,
  manifestMissing: 1002,
  manifestMalformed: 1003,
  install: 1007,
  update: 1008,
  enable: 1009,
  disable: 1010,
  timeout: 1011,
  statusInvalid: 1012,
} as const

/** Bytes of each output stream that the agent reads, and characters of both together that it keeps. */
export const keptOutput = 3200

/** Characters of a status file above which the agent truncates it (128 KiB). */
export const statusLimit = 131_072

/** Characters of a message that the portal shows. */
export const messageLimit = 1024

/** A failure as the agent reports it: its own code, and the exit code when a command gave one. */
export class AgentFailure extends Error {
  readonly code: number
  readonly exitCode: number | undefined

  constructor(code: number, message: string, exitCode?: number) {
    super(message)
    this.code = code
    this.exitCode = exitCode
  }
}
