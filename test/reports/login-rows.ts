import { both, played, unit, type Report } from './report.ts'

const reports = 'lab/reports'
const loaded = 'a machine with much on it, where the login works all the same'
const life = 'a local user comes in at every moment of its life; an Entra user while it is installed, and as one only'

/** sshd, NSS, PAM, sudo, and the identity of the VM: whether people come in. */
export const loginRows: readonly Report[] = [
  {
    number: 'F008',
    title: 'Keyboard-interactive is switched off',
    code: 'ready',
    answer: 'Certificates need no dialogue: no reason to refuse, none to warn.',
    proof: played(
      `${reports}/loaded`,
      `${loaded} > (F008) keyboard-interactive is off, which certificates do not need`,
    ),
  },
  {
    number: 'F031',
    title: 'sshd is hardened',
    code: 'ready',
    answer: 'sshd itself is asked what it would do for an Entra user; only what shuts them out blocks.',
    proof: played(`${reports}/loaded`, `${loaded} > (F031) sshd is hardened`),
  },
  {
    number: 'F032',
    title: 'Without a managed identity a login fails obscurely',
    code: 'identity.missing',
    answer: '22 before anything is changed, with the command that assigns one; heals by itself.',
    proof: played('e2e/refuse', '22: no system-assigned identity > none'),
  },
  {
    number: 'F033',
    title: 'A login is refused because a piece of the wiring is missing',
    code: 'login.not-wired',
    answer: 'The pieces are verified one by one; check names the missing one.',
    proof: played(
      'e2e/operator',
      'an operator on a machine whose login works > is told what is broken, with the exit code',
    ),
  },
  {
    number: 'F034',
    title: 'A plain key of an Entra user is refused',
    code: 'ready',
    answer: 'So it is meant: only certificates carry the roles. The lab sees a plain key refused.',
    proof: played('e2e/ssh-login', life),
  },
  {
    number: 'F035',
    title: 'A package after which names are not resolved',
    code: 'login.not-wired',
    answer: '21 names the NSS module that cannot be loaded; the machine is as before.',
    proof: played(`${reports}/debian`, 'debian 12 > (F035) a package whose NSS module cannot be loaded'),
  },
  {
    number: 'F039',
    title: 'An auditor stumbles over the pattern of the Match block',
    code: 'ready',
    answer: 'The block is the one of the packages, once; we ask sshd for a user, never for the pattern.',
    proof: played(
      `${reports}/loaded`,
      `${loaded} > (F039) an auditor asks sshd for the pattern of the block: ours asks for a user, which sshd answers`,
    ),
  },
  {
    number: 'F041',
    title: 'Red Hat 10: certificates are refused by early packages',
    code: 'ready',
    answer: 'The row of the table has repository and key of its own; the newest package is taken.',
    proof: played(
      'lab/matrix/matrix',
      'the built package on every distribution > rhel 10.0: install, enable again, upgrade, downgrade, uninstall',
    ),
  },
  {
    number: 'F043',
    title: 'Keywords that stand there twice; UsePAM is off',
    code: 'ssh-server.shuts-out',
    answer: 'sshd decides which one counts; UsePAM no is 52 with the line to set. Heals when it is set.',
    proof: both(
      played(`${reports}/debian`, 'debian 12 > (F043) UsePAM is off'),
      played(`${reports}/loaded`, `${loaded} > (F043) a keyword that stands there twice`),
    ),
  },
  {
    number: 'F052',
    title: 'The rules for sudo of the package are broken',
    code: 'login.not-wired',
    answer: '21 with what visudo says; the machine is as before, and sudo works.',
    proof: played(`${reports}/debian`, 'debian 12 > (F052) a package whose rules for sudo are cut off'),
  },
  {
    number: 'F053',
    title: 'AllowGroups or DenyGroups: the first login is refused',
    code: 'ready',
    answer: 'A warning with both ways out; AllowUsers that lets nobody in is 52.',
    proof: both(
      played(`${reports}/loaded`, `${loaded} > (F053) AllowGroups, for which the first login comes too early`),
      played(`${reports}/debian`, 'debian 12 > (F053) AllowUsers leaves them out'),
    ),
  },
  {
    number: 'F054',
    title: 'Red Hat 7, hardened: PAM of sshd does not lead to the files of the packages',
    code: 'login.not-wired',
    answer: '21 names the file that has the module and the one that does not lead there; the machine is as before.',
    proof: played(
      `${reports}/vendors`,
      'rhel 7.9 > (F054) a hardened image whose PAM files for sshd lead past the ones of the packages',
    ),
  },
  {
    number: 'F065',
    title: 'Success is reported and nobody can log in',
    code: 'login.not-wired',
    answer: 'Packages, NSS, PAM, sshd and sudo are verified before a success; 21 names every piece.',
    proof: played(`${reports}/debian`, 'debian 12 > (F065) a package that says it is configured and has done nothing'),
  },
  {
    number: 'F071',
    title: 'OpenSSH 7.4 and new clients',
    code: 'ready',
    answer: 'A warning with the option that the client needs.',
    proof: unit(
      'No root of the lab has an sshd that old.',
      'checks/ssh-server',
      'checkSshServer > tells users of a server before 7.8 the option their clients need (F071)',
    ),
  },
  {
    number: 'F073',
    title: 'The program that sshd asks fails',
    code: 'login.not-wired',
    answer: 'It is started once to see that it runs; 21 with what keeps it from running.',
    proof: played(`${reports}/debian`, 'debian 12 > (F073) a package whose program for sshd cannot be started'),
  },
  {
    number: 'F075',
    title: 'The identity was taken away later',
    code: 'identity.missing',
    answer: 'Every enable asks for it again: 22 in the status; the machine stays as it is.',
    proof: played(
      'e2e/refuse',
      '22: no system-assigned identity > counts at enable too, in the status, when it has gone, and changes nothing',
    ),
  },
  {
    number: 'F077',
    title: 'Without an identity the portal never sees an end',
    code: 'identity.missing',
    answer: 'A final status with code and cure after a bounded wait.',
    proof: both(
      played('e2e/refuse', '22: no system-assigned identity > none'),
      played(
        'e2e/real-agent',
        'the real guest agent > reports an identity that was taken away as an error of the extension with its code',
      ),
    ),
  },
  {
    number: 'F084',
    title: 'Only user-assigned identities',
    code: 'identity.user-assigned-only',
    answer: 'Whose token it is gets looked at: 22 names the identity and the command that adds the other one.',
    proof: played('e2e/refuse', '22: no system-assigned identity > userAssignedOnly'),
  },
  {
    number: 'F100',
    title: 'Do plain keys go on working?',
    code: 'ready',
    answer: 'Those of local users do, at every moment of the life of the extension.',
    proof: played('e2e/ssh-login', life),
  },
  {
    number: 'F101',
    title: 'Others edit the same sshd_config',
    code: 'ready',
    answer: 'A keyword above the block does not matter to it, and the mode of the file stays.',
    proof: played(
      `${reports}/loaded`,
      `${loaded} > (F101) PubkeyAuthentication is off above the block, and sshd_config is 0600`,
    ),
  },
]
