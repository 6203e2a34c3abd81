/**
 * Stands in for node:assert, of which yargs alone asks, and for two functions: loading the real one takes a twentieth of
 * the time that a command needs to start.
 */
export function strictEqual(actual: unknown, expected: unknown, message?: string): void {
  if (!Object.is(actual, expected)) throw new Error(message ?? `${String(actual)} is not ${String(expected)}`)
}

/** Throws when both are the same. */
export function notStrictEqual(actual: unknown, expected: unknown, message?: string): void {
  if (Object.is(actual, expected)) throw new Error(message ?? `${String(actual)} is not another value`)
}
