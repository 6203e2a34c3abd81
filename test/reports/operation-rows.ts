import { both, played, type Report } from './report.ts'

/** The commands of the agent: what they leave, repair, undo and say. */
export const operationRows: readonly Report[] = [
  {
    number: 'F009',
    title: 'The older extension is tried on a new system',
    code: 'predecessor.present',
    answer: 'This one is its successor, for the same system; where the older one is left, 23 says how to remove it.',
    proof: both(
      played('e2e/refuse', '23: the predecessor is there > as a folder of its extension'),
      played(
        'lab/matrix/matrix',
        'the built package on every distribution > ubuntu 22.04: install, enable again, upgrade, downgrade, uninstall',
      ),
    ),
  },
  {
    number: 'F013',
    title: 'Nothing is known of an extension for a long time',
    code: 'ready',
    answer: 'The status says that it is at work from the first moment on; versions can be pinned.',
    proof: played(
      'e2e/interrupted',
      'the handler is killed in the middle of apt-get install > by the agent itself, at a limit that is shorter than the transaction',
    ),
  },
  {
    number: 'F036',
    title: 'A delete while a user is logged in',
    code: 'sessions.open',
    answer:
      'Waited for, failed or ended as the setting sessions says; 71 names who is logged in, and nothing was removed.',
    proof: played(
      'e2e/uninstall',
      'a delete on rocky 9.6 > waits for users who are logged in, and goes on when they have left',
      'a delete on rocky 9.6 > gives up in the end, with nothing removed',
      'a delete on rocky 9.6 > fails at once, or ends the sessions, as the settings say',
    ),
  },
  {
    number: 'F042',
    title: 'A reset of sshd_config takes the login away',
    code: 'ready',
    answer: 'The next enable finds it, has the packages put it back, verifies all of it and reloads sshd once.',
    proof: played('e2e/drift', 'one enable puts right what was damaged, and reloads sshd only where that is needed'),
  },
  {
    number: 'F058',
    title: 'A failed extension is not tried again',
    code: 'ready',
    answer: 'Every command can be repeated; the same goal state succeeds once the cause is gone.',
    proof: played(
      'e2e/refuse',
      '22: no system-assigned identity > heals at the next goal state when one was assigned later',
    ),
  },
  {
    number: 'F063',
    title: 'The installation never comes to an end',
    code: 'packages.locked',
    answer: 'Every wait is bounded below the limit of the agent, and told while it lasts.',
    proof: played('lab/failures/apt-get', 'debian 13 > package database locked for ever'),
  },
  {
    number: 'F078',
    title: 'The older extension is still there',
    code: 'predecessor.present',
    answer: '23 names packages and folders, with the commands that remove them; the setting migrate does it.',
    proof: both(
      played('e2e/refuse', '23: the predecessor is there > as a folder of its extension'),
      played(
        'e2e/migration',
        'AADLoginForLinux on debian 12 > clean: named with the commands that remove it, and removed where the settings allow it',
      ),
    ),
  },
  {
    number: 'F079',
    title: 'The older extension cannot be removed',
    code: 'ready',
    answer:
      'With migrate its packages go without the script that fails, once users have left; never by deleting its files.',
    proof: played(
      'e2e/migration',
      'AADLoginForLinux on debian 12 > prerm failing: removed without it, and not a line of it stays in PAM',
      'AADLoginForLinux on rocky 9.6 > a user logged in: named, waited for or ended as the settings say',
    ),
  },
  {
    number: 'F085',
    title: 'A failed update takes a working login away',
    code: 'packages.transaction-failed',
    answer: 'The version that was there comes back; the login works all the time.',
    proof: both(
      played(
        'e2e/rollback',
        'an update that fails leaves the old login working > when the new handler refuses the machine',
      ),
      played(
        'e2e/ssh-login',
        'a local user comes in while installs fail and are cut short; an Entra user only after one has succeeded',
      ),
    ),
  },
  {
    number: 'F088',
    title: 'Probes leave files behind',
    code: 'ready',
    answer: 'After a delete the root is byte for byte as before.',
    proof: played(
      'e2e/life',
      'the life of the extension > goes from install to delete and leaves the machine as it was',
    ),
  },
  {
    number: 'F102',
    title: 'A delete leaves repository, key and tools behind',
    code: 'ready',
    answer: 'A ledger knows what was added; that goes, and nothing else; that it has gone is verified.',
    proof: both(
      played('e2e/life', 'the life of the extension > goes from install to delete and leaves the machine as it was'),
      played('e2e/uninstall', 'a delete on debian 12 > goes on when a script fails: removal'),
    ),
  },
  {
    number: 'F103',
    title: 'The status is a success whatever the machine is like',
    code: 'login.not-wired',
    answer: 'Every check and step is a substatus with a state of its own; what was not verified is no success.',
    proof: both(
      played('lab/reports/debian', 'debian 12 > (F065) a package that says it is configured and has done nothing'),
      played(
        'e2e/real-agent',
        'the story of the demo, with the real guest agent > heals at the next goal state once the identity is there',
      ),
    ),
  },
]
