import { describeFaults } from './describe-faults.ts'

describeFaults('debian 12', 'full')
