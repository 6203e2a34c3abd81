import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/lab/longest-first.ts'
import { patienceMs } from './test/lab/patience.ts'

/** Of every expect.poll: one second, the default, is too short where the machine is crowded. */
const poll = { timeout: patienceMs }

/** unit: pure, no processes, no network, no waiting. contract: the built zip. lab: real systems in namespaces. */
export default defineConfig({
  test: {
    maxWorkers: 2,
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        test: {
          name: 'unit',
          include: [
            'test/{agent,adapters,checks,core,machine,operations,operator,rollout,rules,scripts,simulation}/**/*.test.ts',
            'test/*.test.ts',
          ],
          // One module registry per worker: nothing here replaces a module, and loading them anew took 80 of 100 s.
          isolate: false,
          // Nothing here waits; where others use the machine as well, what takes seconds takes minutes.
          testTimeout: 120_000,
          expect: { poll },
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          testTimeout: patienceMs,
          expect: { poll },
          hookTimeout: patienceMs,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          testTimeout: 2 * patienceMs,
          expect: { poll },
          hookTimeout: 3 * patienceMs,
        },
      },
    ],
  },
})
