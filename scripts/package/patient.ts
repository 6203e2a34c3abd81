import type { Machine } from './program.ts'

/** As good as for ever. */
export const patienceMs = 3_600_000

/**
 * The same machine, which gives nothing up for taking long: below an emulator, or beside other work, what takes
 * milliseconds takes seconds, and what is done about a silence would be in the code caches of such a build alone.
 */
export function patient({ processes, http, identity, ...rest }: Machine): Machine {
  return {
    ...rest,
    processes: { ...processes, run: (argv, options) => processes.run(argv, { ...options, timeoutMs: patienceMs }) },
    http: { get: (request) => http.get({ ...request, timeoutMs: patienceMs }) },
    identity: { request: (scope) => identity.request(scope, patienceMs) },
  }
}
