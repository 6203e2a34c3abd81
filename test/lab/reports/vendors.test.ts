import { describeReports } from './played.ts'
import { vendorCases } from './rpm-cases.ts'

for (const [row, scenarios] of Object.entries(vendorCases)) describeReports(row, scenarios)
