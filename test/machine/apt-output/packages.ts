import { ours, reading, type AptCase } from './case.ts'

/** The configuration stops every command. */
export const configurationTexts: readonly AptCase[] = [
  {
    failure: 'same repository with two keys',
    output: [
      `E: Conflicting values set for option Signed-By regarding source ${ours}/ bookworm: /usr/share/keyrings/a.gpg != /usr/share/keyrings/b.gpg`,
      'E: The list of sources could not be read.',
    ],
    verdict: 'repository.conflict',
    reason: `Conflicting values set for option Signed-By regarding source ${ours}/ bookworm: /usr/share/keyrings/a.gpg != /usr/share/keyrings/b.gpg`,
  },
  {
    failure: 'malformed list',
    output: [
      'E: Malformed entry 1 in list file /etc/apt/sources.list.d/x.list ([option] unparsable)',
      'E: The list of sources could not be read.',
    ],
    verdict: 'packages.configuration',
    reason: 'Malformed entry 1 in list file /etc/apt/sources.list.d/x.list ([option] unparsable)',
  },
  {
    failure: 'bad apt.conf',
    output: ['E: Syntax error /etc/apt/apt.conf.d/99x:2: Extra junk at end of file'],
    verdict: 'packages.configuration',
    reason: 'Syntax error /etc/apt/apt.conf.d/99x:2: Extra junk at end of file',
  },
]

/** What is wanted does not fit together. */
export const resolverTexts: readonly AptCase[] = [
  {
    failure: 'name unknown to every list',
    output: [...reading, 'E: Unable to locate package aadsshlogin'],
    verdict: 'package.not-published',
    reason: 'Unable to locate package aadsshlogin',
  },
  {
    failure: 'name only referred to',
    output: [
      ...reading,
      'Package aadsshlogin is not available, but is referred to by another package.',
      "E: Package 'aadsshlogin' has no installation candidate",
    ],
    verdict: 'package.not-published',
    reason: "Package 'aadsshlogin' has no installation candidate",
  },
  {
    failure: 'version unknown',
    output: [...reading, "E: Version '9.9' for 'aadsshlogin' was not found"],
    verdict: 'package.not-published',
    reason: "Version '9.9' for 'aadsshlogin' was not found",
  },
  {
    failure: 'dependency missing',
    output: [
      ...reading,
      'Some packages could not be installed. This may mean that you have',
      'requested an impossible situation or if you are using the unstable',
      'distribution that some required packages have not yet been created',
      'or been moved out of Incoming.',
      'The following information may help to resolve the situation:',
      '',
      'The following packages have unmet dependencies:',
      ' aadsshlogin : Depends: libnosuch (>= 2) but it is not installable',
      'E: Unable to correct problems, you have held broken packages.',
    ],
    verdict: 'widen',
    reason: 'Unable to correct problems, you have held broken packages',
  },
  {
    failure: 'unmet dependencies on the system',
    output: [
      ...reading,
      "You might want to run 'apt --fix-broken install' to correct these.",
      'The following packages have unmet dependencies:',
      ' other : Depends: libgone but it is not going to be installed',
      "E: Unmet dependencies. Try 'apt --fix-broken install' with no packages (or specify a solution).",
    ],
    verdict: 'widen',
    reason: "Unmet dependencies. Try 'apt --fix-broken install' with no packages (or specify a solution)",
  },
  {
    failure: 'package held',
    output: [
      ...reading,
      'The following held packages will be changed:',
      '  aadsshlogin',
      'E: Held packages were changed and -y was used without --allow-change-held-packages.',
    ],
    verdict: 'package.held',
    reason: 'Held packages were changed and -y was used without --allow-change-held-packages',
  },
]

const mirror = 'http://mirror.example/debian'

/** The lists are there, a package is not. */
export const downloadTexts: readonly AptCase[] = [
  {
    failure: 'package gone from a mirror that is newer than its list',
    output: [
      ...reading,
      `Err:1 ${mirror} bookworm/main amd64 libfoo amd64 1.2-3`,
      '  404  Not Found [IP: 192.0.2.2 80]',
      `E: Failed to fetch ${mirror}/pool/main/libf/libfoo/libfoo_1.2-3_amd64.deb  404  Not Found [IP: 192.0.2.2 80]`,
      'E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?',
    ],
    verdict: 'widen',
    reason: '404 Not Found [IP: 192.0.2.2 80]',
  },
  {
    failure: 'package corrupt',
    output: [
      ...reading,
      `Err:1 ${ours} bookworm/main amd64 aadsshlogin amd64 1.0.2`,
      '  Hash Sum mismatch',
      `E: Failed to fetch ${ours}/pool/main/a/aadsshlogin/aadsshlogin_1.0.2_amd64.deb  Hash Sum mismatch`,
      'E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?',
    ],
    verdict: 'transient',
    reason: 'Hash Sum mismatch',
  },
  {
    failure: 'mirror slow while certificates are being installed',
    output: [
      ...reading,
      'The following NEW packages will be installed:',
      '  aadsshlogin ca-certificates',
      `Err:1 ${mirror} bookworm/main amd64 ca-certificates all 20230311`,
      '  Connection timed out [IP: 192.0.2.2 80]',
      `E: Failed to fetch ${mirror}/pool/main/c/ca-certificates/ca-certificates_20230311_all.deb  Connection timed out [IP: 192.0.2.2 80]`,
      'E: Unable to fetch some archives, maybe run apt-get update or try with --fix-missing?',
    ],
    verdict: 'transient',
    reason: 'Connection timed out [IP: 192.0.2.2 80]',
  },
]
