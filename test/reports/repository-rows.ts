import { both, outside, played, type Report } from './report.ts'

const reports = 'lab/reports'
const failures = 'lab/failures'

/** The way to the packages: network, repository, keys. */
export const repositoryRows: readonly Report[] = [
  {
    number: 'F001',
    title: 'The index names a package file that is not there',
    code: 'repository.refused',
    answer: 'The list is read anew and the package asked for again; if it stays so, 20 with address and HTTP status.',
    proof: both(
      played('e2e/unreachable', '20: the repository cannot be reached > no package'),
      played(`${failures}/apt-get`, 'debian 13 > pool file 404 until the list is read again'),
    ),
  },
  {
    number: 'F002',
    title: "Somebody else's broken package source",
    code: 'ready',
    answer: 'Only our source is read and asked; the others are not touched.',
    proof: played('e2e/repository', "somebody else's source that is broken > does not matter: unknown"),
  },
  {
    number: 'F003',
    title: 'The repository is behind a firewall',
    code: 'repository.unreachable',
    answer: 'The address, the phase that failed (DNS, TCP, TLS, HTTP) and the proxy in use; nothing is changed.',
    proof: played(
      'e2e/unreachable',
      '20: the repository cannot be reached > a closed port',
      '20: the repository cannot be reached > no DNS',
      "20: the repository cannot be reached > another name's certificate",
    ),
  },
  {
    number: 'F004',
    title: 'Oracle Linux: the host answers 403 for a folder of that name',
    code: 'ready',
    answer: 'Nobody asks for that folder: the table maps Oracle Linux to the repository it uses.',
    proof: played(
      `${reports}/vendors`,
      'ol 9.6 > (F004) the host refuses the folder that is named after the distribution',
    ),
  },
  {
    number: 'F005',
    title: 'An empty folder of its own appears for a look-alike of Red Hat',
    code: 'ready',
    answer: 'Nobody asks for that folder: the table maps Rocky Linux to the repository it uses.',
    proof: played(`${reports}/vendors`, 'rocky 9.6 > (F005) an empty folder named after the distribution appears'),
  },
  {
    number: 'F010',
    title: 'A release that is so new that nothing is published for it',
    code: 'repository.not-there-yet',
    answer:
      'It is tried all the same; then 51 says that there is no repository at its address yet. Nothing is changed.',
    proof: played(
      `${reports}/debian`,
      'debian 12 > (F010) a release that is newer than the table and has no repository yet',
    ),
  },
  {
    number: 'F011',
    title: 'Azure Linux 3 in the Chinese cloud',
    code: 'ready',
    answer: 'The channel with the package is in the table, the cloud comes from the metadata service.',
    proof: played(`${reports}/vendors`, 'azurelinux 3.0 > (F011) in the Chinese cloud'),
  },
  {
    number: 'F014',
    title: 'A package that is signed with another key than the one trusted',
    code: 'repository.signature',
    answer: 'Refused with the reason of the package manager; nothing is installed.',
    proof: played(`${failures}/yum`, 'centos 7 > everything signed by a stranger'),
  },
  {
    number: 'F015',
    title: 'The newest package needs something newer than the system has',
    code: 'ready',
    answer: 'The newest version that fits is installed; a warning names what is missing.',
    proof: played(
      `${reports}/red-hat`,
      'rhel 9.6 > (F015) the newest package needs what this system has not: the newest that fits is taken',
    ),
  },
  {
    number: 'F016',
    title: 'A system of the documentation without a package in its repository',
    code: 'package.not-published',
    answer: 'The repository is read before anything is installed: 51 with its address and what it has.',
    proof: played('e2e/repository', '51: the repository was read > and has no such package'),
  },
  {
    number: 'F018',
    title: 'SUSE 15.6: the package needs a library of older service packs',
    code: 'ready',
    answer: 'The newest version that fits is installed; a warning names what is missing.',
    proof: played(
      `${reports}/vendors`,
      'sles 15.6 > (F018) the newest package needs a library this service pack has not: the newest that fits is taken',
    ),
  },
  {
    number: 'F019',
    title: 'SUSE up to 15.5: only an older package works',
    code: 'ready',
    answer: 'The table pins the version that works; package.version chooses another one.',
    proof: played(
      `${reports}/vendors`,
      'sles 15.5 > (F019) the version that works there is taken although there are newer ones',
    ),
  },
  {
    number: 'F021',
    title: 'SUSE 16: a repository without the package',
    code: 'package.not-published',
    answer: '51 with the address and the versions it has; the next run succeeds once it is there.',
    proof: played(`${reports}/vendors`, 'sles 16.0 > (F021) a repository without the package'),
  },
  {
    number: 'F022',
    title: 'A hand-written repository file beside the one of the vendor',
    code: 'ready',
    answer: 'An entry that is there is used and stays as it is; one of ours is removed with the extension.',
    proof: played(
      `${reports}/red-hat`,
      'rhel 9.6 > (F022) an entry for the repository that was there is used and left as it is',
    ),
  },
  {
    number: 'F023',
    title: 'A key that vouches for itself with SHA-1',
    code: 'repository.key-refused',
    answer: 'Where the system refuses it: 62, with that reason and the setting for another key.',
    proof: played(`${failures}/apt-get`, 'debian 13 > the trusted key vouches for itself with SHA-1'),
  },
  {
    number: 'F024',
    title: 'Debian 13: the repository has another key than the older ones',
    code: 'ready',
    answer: 'The table names the key of each repository, by fingerprint.',
    proof: played(
      'lab/matrix/matrix',
      'the built package on every distribution > debian 13: install, enable again, upgrade, downgrade, uninstall',
    ),
  },
  {
    number: 'F025',
    title: 'Red Hat 10: the repository has another key than the older ones',
    code: 'ready',
    answer: 'The table names the key of each repository, by fingerprint.',
    proof: played(
      'lab/matrix/matrix',
      'the built package on every distribution > rhel 10.0: install, enable again, upgrade, downgrade, uninstall',
    ),
  },
  {
    number: 'F026',
    title: 'One repository in two entries with different keys',
    code: 'repository.conflict',
    answer: 'Both are named; once one is gone, the other one is used.',
    proof: both(
      played(`${reports}/debian`, 'debian 12 > (F026) one repository in two entries with different keys'),
      played('e2e/life', 'a machine that already has the repository > as list keeps it as it is (reused: true)'),
    ),
  },
  {
    number: 'F027',
    title: 'An incident of the repository: 403, 5xx, unsigned lists',
    code: 'repository.unreachable',
    answer: 'Tried again with growing pauses, then 20 with the status; unsigned lists are 62. No entry is left behind.',
    proof: both(
      played('e2e/unreachable', '20: the repository cannot be reached > lists that never come'),
      played(`${failures}/apt-get`, 'debian 13 > nothing signed', 'debian 13 > metadata 403'),
    ),
  },
  {
    number: 'F028',
    title: 'A proxy with exceptions in the environment of the agent',
    code: 'ready',
    answer:
      'One HTTP client follows http_proxy, https_proxy and no_proxy; the metadata service is always asked directly.',
    proof: played('e2e/proxy', 'a proxy in the environment of the agent > is not used for what no_proxy names'),
  },
  {
    number: 'F029',
    title: 'The login itself does not go through a proxy',
    code: 'ready',
    answer: 'A warning where the sign-in hosts were reached through a proxy only, with the hosts to open directly.',
    proof: played('e2e/endpoints', 'the hosts that a login asks > are asked through the proxy of the settings'),
  },
  {
    number: 'F044',
    title: 'An empty repository file from a failed run',
    code: 'ready',
    answer: 'A file without an entry counts as none, and stays as it is; ours are written whole or not at all.',
    proof: both(
      played(`${reports}/red-hat`, 'rhel 9.6 > (F044) an empty file of an entry, left by a failed run of somebody'),
      played(
        `${reports}/loaded`,
        'a machine with much on it, where the login works all the same > (F044) an empty file of an entry for the repository',
      ),
    ),
  },
  {
    number: 'F045',
    title: 'Which hosts must be allowed is nowhere to be found',
    code: 'ready',
    answer: 'A warning lists every host of the cloud that is to be allowed, as soon as one does not answer.',
    proof: played('e2e/endpoints', 'the hosts that a login asks > are told apart in a warning that leaves the success'),
  },
  {
    number: 'F046',
    title: 'A sign-in host is blocked that no list names',
    code: 'ready',
    answer: 'Each host is asked from the machine; one that does not answer is named with the phase that failed.',
    proof: played(
      `${reports}/loaded`,
      'a machine with much on it, where the login works all the same > (F046) no way to the sign-in hosts',
    ),
  },
  {
    number: 'F047',
    title: 'What a network security group may do is unclear',
    code: undefined,
    answer: 'The README says it: outbound HTTPS to the hosts that check lists, nothing else.',
    proof: outside('a question to the documentation'),
  },
  {
    number: 'F048',
    title: 'The repository has no fixed addresses',
    code: 'ready',
    answer: 'repository.baseUrl names a mirror of your own, repository.key its key.',
    proof: played('e2e/repository', 'a private mirror > is used with its key from a file'),
  },
  {
    number: 'F049',
    title: 'The repository limits how often it may be asked (429)',
    code: 'ready',
    answer: 'Tried again with growing pauses that differ by machine; scale sets ask in turns.',
    proof: played(`${failures}/apt-get`, 'debian 13 > mirror 429 twice'),
  },
  {
    number: 'F080',
    title: 'A proxy needs an edit of the unit file of the agent',
    code: 'ready',
    answer: 'The setting proxy, with credentials among the protected settings, or the environment of the agent.',
    proof: played(
      'e2e/proxy',
      'the setting "proxy" > is the way to key, lists and packages, and never to the metadata service',
      'a proxy in the environment of the agent > is used like the setting, password and all',
    ),
  },
  {
    number: 'F089',
    title: 'The key of the repository is trusted for everything',
    code: 'ready',
    answer: 'The entry names its own keyring; nothing is put into the global ones.',
    proof: played(
      `${reports}/loaded`,
      'a machine with much on it, where the login works all the same > (F089) the key of the repository is trusted for the repository alone',
    ),
  },
  {
    number: 'F090',
    title: 'A key that does not match ends as a package that is not found',
    code: 'repository.signature',
    answer: 'A refresh of our source that fails ends the command: 62 with the reason.',
    proof: played(`${failures}/apt-get`, 'debian 13 > everything signed by a stranger'),
  },
  {
    number: 'F091',
    title: 'Ubuntu 25.10: a repository without the package',
    code: 'package.not-published',
    answer: '51 with the address and the versions it has; nothing is changed.',
    proof: played(`${reports}/vendors`, 'ubuntu 25.10 > (F091) a repository without the package'),
  },
  {
    number: 'F092',
    title: 'Debian 13: a repository without the package',
    code: 'package.not-published',
    answer: '51 with the address and the versions it has; nothing is changed.',
    proof: played(`${failures}/apt-get`, 'debian 13 > no packages in it'),
  },
  {
    number: 'F093',
    title: 'Ubuntu 26.04: a repository that has next to nothing yet',
    code: 'package.not-published',
    answer: '51 with the address; the next run succeeds once the package is there.',
    proof: played(
      `${reports}/vendors`,
      'ubuntu 26.04 > (F093) a repository that has no package yet; once it has one, the same command succeeds',
    ),
  },
  {
    number: 'F095',
    title: 'The repositories of CBL-Mariner 1.0 were taken away',
    code: 'system.repository-gone',
    answer: '51 says so at once; a mirror that still has them is used.',
    proof: played(`${reports}/vendors`, 'mariner 1.0 > (F095) a system whose repository was taken away'),
  },
  {
    number: 'F097',
    title: "The client certificate for Red Hat's update service has expired",
    code: 'ready',
    answer: 'Does not matter where nothing of the distribution is needed; else 20 with the command that renews it.',
    proof: played(
      `${reports}/red-hat`,
      'rhel 9.6 > (F097) the client certificate of the distribution is no good, and nothing of the distribution is needed',
    ),
  },
  {
    number: 'F105',
    title: 'A subnet without a way out',
    code: 'repository.no-egress',
    answer: '20 with a text of its own: give the subnet a NAT gateway, or set proxy or repository.baseUrl.',
    proof: played('e2e/unreachable', '20: the repository cannot be reached > no route'),
  },
  {
    number: 'F106',
    title: "A dependency has to come from the distribution's own mirror",
    code: 'package.unmet',
    answer: 'Only then are the other sources asked, too; 52 names what cannot be had.',
    proof: played(
      `${reports}/red-hat`,
      'rhel 9.6 > (F106) a dependency has to come from the distribution, whose mirror refuses',
    ),
  },
]
