/**
 * How long a test waits for what must come. No test is about the speed of the machine it runs on: a crowded one gives
 * the lab a tenth of what a quiet one does. In milliseconds.
 */
export const patienceMs = 600_000
