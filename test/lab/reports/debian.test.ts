import { systemCases } from './debian-cases.ts'
import { describeReports } from './played.ts'
import { wiringCases } from './wiring-cases.ts'

describeReports('debian 12', [...systemCases, ...wiringCases])
