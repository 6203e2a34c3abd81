import { olderPrograms, programs, sourceTexts, type Payload, type SourcePackage } from './payload.ts'
import type { Rpm } from './rpm.ts'
import { trouble, troubleVersion, type Place, type Trouble } from './states.ts'
import { versions } from './deb-standins.ts'

/** How the real versions are numbered; the first is the one that the profiles pin, and older than all that came later. */
export const datedVersions = ['1.0.027980001', '1.0.033370002', '1.0.034210009'] as const

/** A package of the repositories whose versions are numbered one way or the other; of both without `dated`. */
export type PlacedRpm = Place & { rpm: Rpm; dated?: boolean }

const architectures = ['x86_64', 'aarch64'] as const
type Architecture = (typeof architectures)[number]

/** Every stand-in package of the rpm repositories, for every architecture, with where it is. */
export function rpmStandIns(modules: Payload): PlacedRpm[] {
  return architectures.flatMap((architecture) => {
    const native = architecture === ownRpmArchitecture() ? modules : {}
    const login = (version: string): Rpm => loginPackage(version, architecture, native)
    return [
      ...versions.map((version, at) => ({ rpm: login(version), generation: at + 1, dated: false })),
      ...datedVersions.map((version, at) => ({ rpm: login(version), generation: at + 1, dated: true })),
      ...trouble.flatMap((kind) =>
        (['plain', 'dated'] as const).map((numbering) => ({
          rpm: changes[kind](login(troubleVersion(kind, numbering))),
          generation: 3,
          dated: numbering === 'dated',
          trouble: kind,
        })),
      ),
      { rpm: selinuxPackage('aadsshlogin', architecture), generation: 1 },
      { rpm: predecessorPackage(architecture, native), generation: 1 },
      { rpm: selinuxPackage('aadlogin', architecture), generation: 1 },
    ]
  })
}

/** The package that only the distribution has. */
export function rpmDependency(): Rpm {
  const files = { '/usr/share/aad-dependency/version': { content: '1.0\n', mode: 0o644 } }
  return { name: 'aad-dependency', version: '1.0', architecture: 'noarch', preamble: [], scripts: {}, files }
}

/** The architecture of this machine, in rpm's words. */
export function ownRpmArchitecture(): Architecture {
  return process.arch === 'arm64' ? 'aarch64' : 'x86_64'
}

/** A file of the package `filesystem`, which every rpm database of the lab has. */
export const ownedFile = '/usr/share/filesystem/owner'

/** What makes a login package go wrong. */
const changes: Record<Trouble, (rpm: Rpm) => Rpm> = {
  unmet: (rpm) => withLine(rpm, 'Requires: no-such-package >= 2'),
  elsewhere: (rpm) => withLine(rpm, 'Requires: aad-dependency'),
  conflicting: (rpm) => withLine(rpm, 'Conflicts: openssh-server'),
  'file-conflict': (rpm) => ({ ...rpm, files: { ...rpm.files, [ownedFile]: { content: 'taken\n', mode: 0o644 } } }),
  big: (rpm) => ({
    ...rpm,
    files: { ...rpm.files, '/opt/big.bin': { content: Buffer.alloc(40_000_000), mode: 0o644 } },
  }),
}

function withLine(rpm: Rpm, line: string): Rpm {
  return { ...rpm, preamble: [...rpm.preamble, line] }
}

function loginPackage(version: string, architecture: Architecture, modules: Payload): Rpm {
  return {
    name: 'aadsshlogin',
    version,
    architecture,
    preamble: ['Requires: openssh-server', 'Requires: bash', 'Conflicts: aadlogin'],
    scripts: sourceTexts('RPM'),
    files: absolute({ ...programs(version), ...modules }),
  }
}

function absolute(files: Payload): Payload {
  return Object.fromEntries(Object.entries(files).map(([path, file]) => [`/${path}`, file]))
}

/** Refuses, as the real one, to go before the main package. */
function selinuxPackage(login: SourcePackage, architecture: Architecture): Rpm {
  const refusal = `if [ "$1" = 0 ] && [ -x ${ofMain[login]} ]; then\n`
  const name = `${login}-selinux`
  return {
    ...{ name, version: login === 'aadlogin' ? '1.0.0' : '1.0.1', architecture },
    preamble: [
      'Requires: policycoreutils',
      `Conflicts: ${login === 'aadlogin' ? 'aadsshlogin-selinux' : 'aadlogin-selinux'}`,
    ],
    scripts: { preun: `${refusal}  echo "${name}: remove ${login} first" >&2\n  exit 1\nfi\nexit 0\n` },
    files: { '/usr/share/selinux/packages/aad_permissions.pp': { content: 'stand-in\n', mode: 0o644 } },
  }
}

function predecessorPackage(architecture: Architecture, modules: Payload): Rpm {
  return {
    name: 'aadlogin',
    version: '1.0.0',
    architecture,
    preamble: ['Requires: bash', 'Conflicts: aadsshlogin'],
    scripts: sourceTexts('RPM', 'aadlogin'),
    files: absolute({ ...olderPrograms('1.0.0'), ...modules }),
  }
}

/** Whether the main package is there shows in a file of it. */
const ofMain: Record<SourcePackage, string> = {
  aadsshlogin: '/usr/sbin/aad_certhandler',
  aadlogin: '/usr/sbin/aaduserdel',
}
