import { defineConfig } from 'vitest/config'
import { LongestFirst } from './test/lab/longest-first.ts'

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
          // Nothing here waits; properties with thousands of runs take seconds where others use the machine as well.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'contract',
          include: ['test/contract/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/lab/**/*.test.ts', 'test/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 600_000,
        },
      },
    ],
  },
})
