import { allCases } from './all-cases.ts'
import { describeFailures } from './case-runner.ts'

describeFailures('centos 7', allCases)
