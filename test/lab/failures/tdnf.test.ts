import { allCases } from './all-cases.ts'
import { describeFailures } from './case-runner.ts'

describeFailures('azurelinux 3.0', allCases)
