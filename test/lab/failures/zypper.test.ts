import { allCases } from './all-cases.ts'
import { describeFailures } from './case-runner.ts'

describeFailures('sles 15.6', allCases)
