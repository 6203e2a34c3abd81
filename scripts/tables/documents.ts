/** Documents with generated tables, by path in the repository. */
export const documents = [
  'README.md',
  'docs/errors.md',
  'docs/settings.md',
  'docs/lab.md',
  'docs/rollout.md',
  'docs/failures.md',
] as const
