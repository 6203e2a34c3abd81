import type { FailureCase } from './case.ts'
import { machineCases, scriptCases } from './machine-cases.ts'
import { metadataCases, packageCases } from './repository-cases.ts'
import { signatureCases } from './signature-cases.ts'
import { transactionCases } from './transaction-cases.ts'
import { wayCases } from './way-cases.ts'

/** Every cause of failure that is produced on every package manager. */
export const allCases: readonly FailureCase[] = [
  ...metadataCases,
  ...packageCases,
  ...signatureCases,
  ...wayCases,
  ...machineCases,
  ...scriptCases,
  ...transactionCases,
]
