import type { Settings } from '../agent/settings.ts'
import type { Facts } from '../core/facts.ts'
import type { DeployRequest, WantedKey, WantedPackage } from '../core/plan.ts'
import type { Target } from '../core/target.ts'

const publicRepository = 'https://packages.microsoft.com'

/** What profile, facts and settings together ask for. */
export function deployRequest(
  { target, facts }: { readonly target: Target; readonly facts: Pick<Facts, 'packages'> },
  settings: Pick<Settings, 'repository' | 'package'>,
): Pick<DeployRequest, 'packages' | 'repository'> {
  const { repository, packageArchitecture } = target
  const baseUrl = settings.repository?.baseUrl ?? publicRepository
  return {
    packages: wantedPackages(target, facts, settings.package?.version),
    repository: {
      url: `${baseUrl}${repository.path}`,
      suite: repository.suite,
      components: repository.components,
      architecture: packageArchitecture,
      keys: wantedKeys(target, baseUrl, settings.repository?.key),
      entryFile: repository.entryFile,
      keyringFile: repository.keyringFile,
    },
  }
}

/** The SELinux package only where the system has the policy it belongs to. */
function wantedPackages(
  { packages }: Target,
  facts: Pick<Facts, 'packages'>,
  version: string | undefined,
): WantedPackage[] {
  const { login, selinux } = packages
  const wantedLogin = { name: login, ...(version !== undefined && { version }) }
  const hasPolicy = selinux.whenInstalled.some((name) => facts.packages[name]?.status === 'installed')
  return hasPolicy ? [wantedLogin, { name: selinux.name }] : [wantedLogin]
}

type OwnKey = NonNullable<NonNullable<Settings['repository']>['key']>

function wantedKeys({ repository }: Target, baseUrl: string, own: OwnKey | undefined): WantedKey[] {
  if (own === undefined)
    return repository.keys.map(({ path, fingerprints }) => ({ from: { url: `${baseUrl}${path}` }, fingerprints }))
  const fingerprints = [own.fingerprint]
  if (own.path !== undefined) return [{ from: { path: own.path }, fingerprints }]
  return [{ from: { url: own.url ?? '' }, fingerprints }]
}
