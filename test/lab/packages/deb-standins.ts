import type { Deb } from './deb.ts'
import { olderPrograms, programs, sourceTexts, type Payload, type SourcePackage } from './payload.ts'
import { trouble, troubleVersion, type Place, type Trouble } from './states.ts'

export const versions = ['1.0.1', '1.0.2', '1.0.3'] as const
export const architectures = ['amd64', 'arm64'] as const

/** Every stand-in package of the apt repositories, for every architecture, with the states it is there in. */
export function debStandIns(modules: Payload): (Place & { deb: Deb })[] {
  return architectures.flatMap((architecture) => {
    const native = architecture === ownArchitecture() ? modules : {}
    const login = (version: string): Deb => loginPackage(version, architecture, native)
    return [
      ...versions.map((version, at) => ({ deb: login(version), generation: at + 1 })),
      ...trouble.map((kind) => ({
        deb: changes[kind](login(troubleVersion(kind))),
        generation: 3,
        trouble: kind,
      })),
      { deb: selinuxPackage('aadsshlogin', architecture), generation: 1 },
      { deb: predecessorPackage(architecture, native), generation: 1 },
      { deb: selinuxPackage('aadlogin', architecture), generation: 1 },
    ]
  })
}

/** The package that only the distribution has. */
export function debDependency(): Deb[] {
  return architectures.map((architecture) => ({
    ...{ name: 'aad-dependency', version: '1.0', architecture, fields: {}, control: {} },
    files: { 'usr/share/aad-dependency/version': { content: '1.0\n', mode: 0o644 } },
  }))
}

/** The architecture of this machine, in Debian's words: that of the stand-ins' modules. */
export function ownArchitecture(): string {
  return process.arch === 'arm64' ? 'arm64' : 'amd64'
}

/** What makes a login package go wrong. procps is on every machine of the lab. */
const changes: Record<Trouble, (deb: Deb) => Deb> = {
  unmet: (deb) => withField(deb, 'Depends', 'no-such-package (>= 2)'),
  elsewhere: (deb) => withField(deb, 'Depends', 'aad-dependency'),
  conflicting: (deb) => withField(deb, 'Conflicts', 'procps'),
  'file-conflict': (deb) => ({
    ...deb,
    files: { ...deb.files, 'usr/bin/free': { content: 'not free\n', mode: 0o755 } },
  }),
  big: (deb) => ({
    ...deb,
    files: { ...deb.files, 'opt/big.bin': { content: Buffer.alloc(40_000_000), mode: 0o644 } },
  }),
}

function withField(deb: Deb, name: string, value: string): Deb {
  const before = deb.fields[name]
  return { ...deb, fields: { ...deb.fields, [name]: before === undefined ? value : `${before}, ${value}` } }
}

function loginPackage(version: string, architecture: string, modules: Payload): Deb {
  return {
    name: 'aadsshlogin',
    version,
    architecture,
    fields: {
      'Pre-Depends': 'grep, sed',
      Depends: 'libc6, libpam0g, libpam-runtime, openssh-server (>= 1:6.9), passwd',
      Conflicts: 'aadlogin',
    },
    control: sourceTexts('DEBIAN'),
    files: {
      ...programs(version),
      'usr/share/pam-configs/aad': { content: sourceTexts('files').profile ?? '', mode: 0o644 },
      ...modules,
    },
  }
}

/** Refuses, as the real one, to go before the main package. */
function selinuxPackage(login: SourcePackage, architecture: string): Deb {
  const refusal = `if [ "$1" = remove ] && [ -x ${ofMain[login]} ]; then\n`
  const name = `${login}-selinux`
  return {
    ...{ name, version: login === 'aadlogin' ? '1.0.0' : '1.0.1', architecture },
    fields: { Conflicts: login === 'aadlogin' ? 'aadsshlogin-selinux' : 'aadlogin-selinux' },
    control: {
      ...switches,
      prerm: `${switches.prerm}${refusal}  echo "${name}: remove ${login} first" >&2\n  exit 1\nfi\n`,
    },
    files: { 'usr/share/selinux/packages/aad_permissions.pp': { content: 'stand-in\n', mode: 0o644 } },
  }
}

function predecessorPackage(architecture: string, modules: Payload): Deb {
  return {
    name: 'aadlogin',
    version: '1.0.0',
    architecture,
    fields: { Depends: 'libc6, libpam0g, libpam-runtime, passwd', Conflicts: 'aadsshlogin' },
    control: sourceTexts('DEBIAN', 'aadlogin'),
    files: {
      ...olderPrograms('1.0.0'),
      'usr/share/pam-configs/aadlogin': { content: sourceTexts('files', 'aadlogin').profile ?? '', mode: 0o644 },
      ...modules,
    },
  }
}

/** Whether the main package is there shows in a file of it. */
const ofMain: Record<SourcePackage, string> = {
  aadsshlogin: '/usr/sbin/aad_certhandler',
  aadlogin: '/usr/sbin/aaduserdel',
}

/** Scripts that do nothing but what a test puts into /etc/standin. */
const switches = Object.fromEntries(
  ['preinst', 'postinst', 'prerm', 'postrm'].map((name) => [
    name,
    `#!/bin/sh\nset -e\nif [ -r /etc/standin/${name} ]; then . /etc/standin/${name}; fi\n`,
  ]),
)
