import type { Settings } from '../agent/settings.ts'
import type { Facts } from '../core/facts.ts'
import type { DeployRequest, WantedKey, WantedPackage } from '../core/plan.ts'
import type { Target } from '../core/target.ts'
import { speak, type Grammar } from '../machine/grammar.ts'

const publicRepository = 'https://packages.microsoft.com'

/** What profile, facts and settings together ask for. */
export function deployRequest(
  {
    target,
    grammar,
    facts,
  }: { readonly target: Target; readonly grammar: Grammar; readonly facts: Pick<Facts, 'packages'> },
  settings: Pick<Settings, 'repository' | 'package'>,
): Pick<DeployRequest, 'packages' | 'repository' | 'places'> {
  const { repository, packageArchitecture, sshd, wiring } = target
  const baseUrl = settings.repository?.baseUrl ?? publicRepository
  const keys = wantedKeys(target, baseUrl, settings.repository?.key)
  const url = `${baseUrl}${repository.path}`
  const { entry, enablesById, trust, importsKeys } = grammar.repositories
  const lines = speak(entry, {
    ...{ url, suite: repository.suite, components: repository.components.join(' '), id: repository.entryId },
    ...{ architecture: packageArchitecture, keyring: repository.keyringFile },
    fingerprints: keys.flatMap((key) => key.fingerprints).join(', '),
  })
  return {
    packages: wantedPackages(target, facts, settings.package?.version),
    places: { sshd, wiring },
    repository: {
      url,
      aliases: repository.aliases.map((alias) => `${baseUrl}${alias}`),
      suite: repository.suite,
      components: repository.components,
      architecture: packageArchitecture,
      keys,
      entryId: repository.entryId,
      entryText: `${lines.join('\n')}\n`,
      entryFile: repository.entryFile,
      keyringFile: repository.keyringFile,
      enablesById,
      trust,
      importsKeys,
    },
  }
}

function wantedPackages(target: Target, facts: Pick<Facts, 'packages'>, version: string | undefined): WantedPackage[] {
  const { login, selinux } = target.packages
  const wantedLogin = { name: login, ...chosenVersion(version, target.pin) }
  const hasPolicy = selinux.whenInstalled.some((name) => facts.packages[name]?.status === 'installed')
  return hasPolicy ? [wantedLogin, { name: selinux.name }] : [wantedLogin]
}

/** The customer's choice, else the only version that works on this system, else the newest. */
function chosenVersion(version: string | undefined, pin: string | undefined): Omit<WantedPackage, 'name'> {
  if (version !== undefined) return { version }
  return pin === undefined ? {} : { version: pin, pinned: true }
}

type OwnKey = NonNullable<NonNullable<Settings['repository']>['key']>

function wantedKeys({ repository }: Target, baseUrl: string, own: OwnKey | undefined): WantedKey[] {
  if (own === undefined)
    return repository.keys.map((key) => ({
      from: 'file' in key ? { systemFile: key.file } : { url: `${baseUrl}${key.path}` },
      fingerprints: key.fingerprints,
    }))
  const fingerprints = [own.fingerprint]
  if (own.path !== undefined) return [{ from: { path: own.path }, fingerprints }]
  return [{ from: { url: own.url ?? '' }, fingerprints }]
}
