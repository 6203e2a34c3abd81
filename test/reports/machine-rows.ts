import { both, played, unit, type Report } from './report.ts'

const reports = 'lab/reports'
const failures = 'lab/failures'
const loaded = 'a machine with much on it, where the login works all the same'
const noSelinux = 'SELinux cannot enforce in a root that shares its kernel with the machine of the test.'

/** What the machine is like: system, package manager, file systems, other software, the metadata service. */
export const machineRows: readonly Report[] = [
  {
    number: 'F006',
    title: 'PAM files were changed by hand',
    code: 'pam.locally-modified',
    answer:
      'Found before: file and line are named, with the two ways out. Nothing is changed; heals when one is taken.',
    proof: played(`${reports}/debian`, 'debian 12 > (F006) PAM changed by hand, where pam-auth-update does nothing'),
  },
  {
    number: 'F007',
    title: 'Another login agent (Centrify, PowerBroker, VAS, SSSD)',
    code: 'ready',
    answer: 'A warning names it, what shows it, and what to test; only what answers for the same names blocks.',
    proof: played(`${reports}/loaded`, `${loaded} > (F007) another login agent: Centrify`),
  },
  {
    number: 'F012',
    title: 'unattended-upgrades holds the lock of dpkg',
    code: 'packages.locked',
    answer:
      'Waited for within the time of the command, its name and process told; then 56, which the agent tries again.',
    proof: played(
      `${failures}/apt-get`,
      'debian 13 > package database locked',
      'debian 13 > package database locked for ever',
    ),
  },
  {
    number: 'F020',
    title: 'The newest package does not work on this minor version',
    code: 'login.not-wired',
    answer: 'What is installed is verified and run; what fails goes back to the version that worked.',
    proof: played(
      `${reports}/debian`,
      'debian 12 > (F020) an upgrade whose program does not run here goes back to the version that worked',
    ),
  },
  {
    number: 'F030',
    title: 'SELinux keeps sshd from the metadata service',
    code: 'login.not-wired',
    answer: '21 when the policy module of the packages is not loaded although SELinux is enforcing.',
    proof: unit(noSelinux, 'checks/selinux', 'verifySelinuxModule > blocks where it is not in %j (F030)'),
  },
  {
    number: 'F037',
    title: 'A race with cloud-init for the lock of tdnf',
    code: 'ready',
    answer: 'Waited for; a list that could not be read is never taken for an empty one.',
    proof: played(
      `${failures}/tdnf`,
      'azurelinux 3.0 > another package manager at work',
      'azurelinux 3.0 > package database locked',
    ),
  },
  {
    number: 'F040',
    title: 'Red Hat 10: the policy does not know sshd_session_t',
    code: 'ready',
    answer: 'A warning of the table where SELinux is enforcing: logins may be denied, and where it was seen.',
    proof: unit(noSelinux, 'checks/known-warnings', 'checkKnownWarnings > on rhel-10.1 with SELinux mode 1'),
  },
  {
    number: 'F055',
    title: 'A system without a package manager',
    code: 'system.refused',
    answer: '51 with the reason for systems that are known so; 52 where the package manager was taken out.',
    proof: played(
      `${reports}/debian`,
      'debian 12 > (F055) a system without packages',
      'debian 12 > (F055) a system of the table whose package manager was taken out',
    ),
  },
  {
    number: 'F059',
    title: 'A node of AKS',
    code: 'ready',
    answer: 'A warning: what is installed is lost with the node, and AKS has a setting for this login.',
    proof: played(`${reports}/loaded`, `${loaded} > (F059) a node of AKS`),
  },
  {
    number: 'F062',
    title: 'An image is refused for its name',
    code: 'ready',
    answer: 'What the machine is decides, not what its image is called.',
    proof: played(`${reports}/loaded`, `${loaded} > (F062) the image calls itself another system than the one it has`),
  },
  {
    number: 'F064',
    title: 'Newer systems wait for months',
    code: 'ready',
    answer: 'A system newer than the table is tried with a warning; rows are data.',
    proof: both(
      played(
        `${reports}/debian`,
        'debian 12 > (F010) a release that is newer than the table and has no repository yet',
      ),
      played(
        'lab/matrix/matrix',
        'the built package on every distribution > debian 14: install, enable again, upgrade, downgrade, uninstall',
      ),
    ),
  },
  {
    number: 'F066',
    title: '/var is mounted noexec',
    code: 'dependency.noexec',
    answer: 'Where the scripts of packages have to run: 52 with mount point and folder. Nothing is changed.',
    proof: played(`${reports}/debian`, 'debian 12 > (F066) the folder of package scripts is noexec'),
  },
  {
    number: 'F067',
    title: '/tmp is mounted noexec',
    code: 'ready',
    answer: 'Nothing is ever started from there.',
    proof: played(`${reports}/loaded`, `${loaded} > (F067) /tmp and /var/tmp are noexec`),
  },
  {
    number: 'F068',
    title: 'The folders of the agent are elsewhere',
    code: 'ready',
    answer: 'All of them are taken from HandlerEnvironment.json.',
    proof: played(
      `${reports}/moved-agent`,
      '(F068) the folders of the agent are elsewhere: everything is where it says',
    ),
  },
  {
    number: 'F069',
    title: 'SELinux denies the login',
    code: 'ready',
    answer: 'A warning where it is enforcing and the packages have no module for its policy.',
    proof: unit(noSelinux, 'checks/selinux', 'checkSelinux > warns where it is enforcing and they have none (F069)'),
  },
  {
    number: 'F081',
    title: 'The metadata service is asked through the proxy',
    code: 'ready',
    answer: 'It never is, whatever the settings or the environment say.',
    proof: played(
      'e2e/proxy',
      'the setting "proxy" > is the way to key, lists and packages, and never to the metadata service',
    ),
  },
  {
    number: 'F082',
    title: 'The metadata service cannot be reached',
    code: 'identity.unknown',
    answer: '25 with what it said and how long it was asked; where login works already, a warning.',
    proof: both(
      played(
        'e2e/refuse',
        '25: the metadata service gives no answer > silent',
        '25: the metadata service gives no answer > refused',
        '25: the metadata service gives no answer > is what a machine without a route to it gets',
      ),
      played(
        'e2e/nothing-to-do',
        'enable with nothing to do > succeeds with a warning while metadata service and repository are down',
      ),
    ),
  },
  {
    number: 'F083',
    title: 'Any odd answer of the metadata service is called a missing identity',
    code: 'identity.unknown',
    answer: 'Only an answer that says so is 22; throttling, 5xx and pages of a proxy are 25 with the answer.',
    proof: both(
      played(
        'e2e/refuse',
        '25: the metadata service gives no answer > throttled',
        '25: the metadata service gives no answer > 5xx',
      ),
      played('e2e/hostile-machine', 'hostile answers of the metadata service > html'),
    ),
  },
  {
    number: 'F086',
    title: 'Without lsof every lock looks free',
    code: 'ready',
    answer: 'Locks are asked of the kernel, and the package manager waits by itself; there is no lsof in the lab.',
    proof: played(
      `${failures}/dnf`,
      'rhel 9.6 > package database locked',
      'rhel 9.6 > another package manager at work',
    ),
  },
  {
    number: 'F087',
    title: 'An upgrade that runs is stopped for the installation',
    code: 'ready',
    answer: 'It is waited for and named; nobody stops it.',
    proof: played('e2e/interrupted', 'a package manager of somebody else is waited for, and named'),
  },
  {
    number: 'F094',
    title: 'Azure Linux 3 has tdnf and no yum',
    code: 'ready',
    answer: 'The package manager stands in the table.',
    proof: played(
      'lab/matrix/matrix',
      'the built package on every distribution > azurelinux 3.0: install, enable again, upgrade, downgrade, uninstall',
    ),
  },
  {
    number: 'F096',
    title: 'A derivative of a system of the table',
    code: 'system.derivative',
    answer: '51 names the parent and the setting allowDerivatives, with which the packages of the parent are tried.',
    proof: played(
      `${reports}/debian`,
      'debian 12 > (F096) a derivative',
      'debian 12 > (F096) a derivative that is allowed',
    ),
  },
  {
    number: 'F104',
    title: 'dnf fails although the package is installed',
    code: 'ready',
    answer: 'After an error the packages themselves are looked at: what is there and verified is a success.',
    proof: played(`${reports}/red-hat`, 'rhel 9.6 > (F104) a plugin of dnf fails when the packages are there'),
  },
]
