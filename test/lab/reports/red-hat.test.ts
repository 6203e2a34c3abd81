import { describeReports } from './played.ts'
import { redHatCases } from './rpm-cases.ts'

describeReports('rhel 9.6', redHatCases)
