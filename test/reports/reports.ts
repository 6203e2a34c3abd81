import { loginRows } from './login-rows.ts'
import { machineRows } from './machine-rows.ts'
import { operationRows } from './operation-rows.ts'
import { outsideRows } from './outside-rows.ts'
import type { Report } from './report.ts'
import { repositoryRows } from './repository-rows.ts'

/** Every failure that was reported, in the order of the numbers. */
export const reports: readonly Report[] = [
  ...repositoryRows,
  ...machineRows,
  ...loginRows,
  ...operationRows,
  ...outsideRows,
].sort((a, b) => a.number.localeCompare(b.number))
