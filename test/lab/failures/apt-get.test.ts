import { allCases } from './all-cases.ts'
import { describeFailures } from './case-runner.ts'

describeFailures('debian 13', allCases)
