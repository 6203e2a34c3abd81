import { allCases } from './all-cases.ts'
import { describeFailures } from './case-runner.ts'

describeFailures('rhel 9.6', allCases)
