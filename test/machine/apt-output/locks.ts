import { reading, type AptCase } from './case.ts'

/** Somebody is at work, or the lock cannot be had at all. */
export const lockTexts: readonly AptCase[] = [
  {
    failure: 'frontend lock held',
    output: [
      'E: Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)',
      'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
    ],
    verdict: 'locked',
    reason: 'Could not get lock /var/lib/dpkg/lock-frontend. It is held by process 812 (unattended-upgr)',
  },
  {
    failure: 'database lock held',
    output: [
      'E: Could not get lock /var/lib/dpkg/lock. It is held by process 812 (dpkg)',
      'E: Unable to lock the administration directory (/var/lib/dpkg/), is another process using it?',
    ],
    verdict: 'locked',
    reason: 'Could not get lock /var/lib/dpkg/lock. It is held by process 812 (dpkg)',
  },
  {
    failure: 'lists lock held',
    output: [
      'Reading package lists...',
      'E: Could not get lock /var/lib/apt/lists/lock. It is held by process 812 (apt-get)',
      'N: Be aware that removing the lock file is not a solution and may break your system.',
      'E: Unable to lock directory /var/lib/apt/lists/',
    ],
    verdict: 'locked',
    reason: 'Could not get lock /var/lib/apt/lists/lock. It is held by process 812 (apt-get)',
  },
  {
    failure: 'archives lock held',
    output: [...reading, 'E: Unable to lock directory /var/cache/apt/archives/'],
    verdict: 'locked',
    reason: 'Unable to lock directory /var/cache/apt/archives/',
  },
  {
    failure: 'repair while somebody is at work',
    output: [
      'dpkg: error: dpkg frontend lock was locked by another process with pid 812',
      'Note: removing the lock file is always wrong, can damage the locked area',
    ],
    verdict: 'locked',
    reason: 'error: dpkg frontend lock was locked by another process with pid 812',
  },
  {
    failure: 'access to the lock denied',
    output: [
      'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)',
      'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), are you root?',
    ],
    verdict: 'dependency.permission',
    reason: 'Could not open lock file /var/lib/dpkg/lock-frontend - open (13: Permission denied)',
  },
  {
    failure: 'no space for the lock',
    output: [
      'E: Could not open lock file /var/lib/apt/lists/lock - open (28: No space left on device)',
      'E: Unable to lock directory /var/lib/apt/lists/',
    ],
    verdict: 'dependency.disk-full',
    reason: 'Could not open lock file /var/lib/apt/lists/lock - open (28: No space left on device)',
  },
  {
    failure: 'read-only lock',
    output: [
      'E: Could not open lock file /var/lib/dpkg/lock-frontend - open (30: Read-only file system)',
      'E: Unable to acquire the dpkg frontend lock (/var/lib/dpkg/lock-frontend), is another process using it?',
    ],
    verdict: 'dependency.read-only',
    reason: 'Could not open lock file /var/lib/dpkg/lock-frontend - open (30: Read-only file system)',
  },
]
