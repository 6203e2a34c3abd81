import { describeFaults } from './describe-faults.ts'

describeFaults('sles 15.7', 'steps')
