import { describeFaults } from './describe-faults.ts'

describeFaults('rocky 9.6', 'steps')
