export interface Step {
  readonly name: string
  /** `{reports}` stands for the folder with vitest's reports of the steps before. */
  readonly command: readonly string[]
  /** The vitest project whose tests are counted. */
  readonly project?: string
}

/** What `scripts/test` does, in this order: what is quick and most often wrong comes first. */
export const steps: readonly Step[] = [
  { name: 'types', command: ['npm', 'run', '--silent', 'types'] },
  { name: 'lint', command: ['npm', 'run', '--silent', 'lint'] },
  { name: 'format', command: ['npm', 'run', '--silent', 'format'] },
  { name: 'tables', command: ['npm', 'run', '--silent', 'tables', '--', '--check'] },
  { name: 'unit tests', command: ['vitest', 'run'], project: 'unit' },
  { name: 'package', command: ['npm', 'run', '--silent', 'package'] },
  { name: 'contract tests', command: ['vitest', 'run'], project: 'contract' },
  // They mostly wait, each in a network of its own: 808 s with one worker, 513 s with three, on 2 cores.
  { name: 'lab tests', command: ['vitest', 'run', '--maxWorkers=3'], project: 'lab' },
  // Every test that the table of reported failures names was among those that passed.
  { name: 'reported failures', command: ['node', 'scripts/checks/reports-played.ts', '{reports}'] },
]
