import type { AptCase } from './case.ts'
import { dpkgTexts } from './dpkg.ts'
import { lockTexts } from './locks.ts'
import { keyTexts, networkTexts, signatureTexts } from './network.ts'
import { configurationTexts, downloadTexts, resolverTexts } from './packages.ts'

export const aptCases: readonly AptCase[] = [
  ...lockTexts,
  ...dpkgTexts,
  ...networkTexts,
  ...keyTexts,
  ...signatureTexts,
  ...configurationTexts,
  ...resolverTexts,
  ...downloadTexts,
  { failure: 'nothing said', output: [], verdict: 'packages.transaction-failed', reason: 'it gave no reason' },
]
