import type { Facts, PackageState, RepositoryEntry } from '../../src/core/facts.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { planDeploy, type DeployRequest, type Plan, type WantedRepository } from '../../src/core/plan.ts'
import { planWithdraw, type LedgerView } from '../../src/core/plan-withdraw.ts'
import type { RemovalCare } from '../../src/core/removal.ts'
import { selectProfile } from '../../src/core/profile.ts'
import type { Architecture, Profile, VersionRow } from '../../src/core/profile-schema.ts'
import type { Target } from '../../src/core/target.ts'
import { firstVersion } from '../../src/core/version-range.ts'
import { grammarFor } from '../../src/operations/look.ts'
import { deployRequest } from '../../src/operations/request.ts'
import { osReleaseTexts, shippedProfiles } from './distro-data.ts'
import { joinArchitectures, planText } from './golden-text.ts'

const shipped = shippedProfiles()

/** One text per profile and version, by file name: what each operation would do there, down to every byte written. */
export function goldenPlans(): ReadonlyMap<string, string> {
  return new Map(
    shipped.profiles.flatMap((profile) =>
      profile.versions.map((row) => [`${profile.id}-${row.versions}.txt`, plansOf(profile, row)] as const),
    ),
  )
}

function plansOf(profile: Profile, row: VersionRow): string {
  const texts = row.architectures.map((architecture) => [architecture, plansOn(profile, row, architecture)] as const)
  return joinArchitectures(`${profile.name} ${row.versions}`, texts)
}

function plansOn(profile: Profile, row: VersionRow, architecture: Architecture): string {
  const { install, ...others } = scenarios(targetOf(profile, row, architecture))
  const texts = Object.entries(others).map(([title, plan]) => `== ${title}\n${planText(plan, install)}`)
  return [`== install\n${planText(install)}`, ...texts].join('\n')
}

/** The target on a machine of this version: with its real os-release where one was captured. */
function targetOf(profile: Profile, row: VersionRow, architecture: Architecture): Target {
  const version = firstVersion(row.versions)
  const stated = `ID=${profile.match.ids[0] ?? ''}\nVERSION_ID=${version}\nVERSION_CODENAME=${row.codename ?? ''}\n`
  const release = osReleaseTexts().get(`${profile.id}-${version}`) ?? stated
  const allowances = { derivatives: false, goneRepositories: true }
  const selection = selectProfile(shipped, parseOsRelease(release, architecture), allowances)
  if (selection.kind === 'supported') return selection.target
  throw new Error(`${profile.id} ${row.versions}: ${selection.code}`)
}

function scenarios(target: Target): { readonly install: Plan } & Readonly<Record<string, Plan>> {
  const { login, selinux } = target.packages
  const policy = { [selinux.whenInstalled[0] ?? '']: installed('2') }
  const both = { [login]: installed('1.0.1'), [selinux.name]: installed('1.0.1') }
  const bare: Facts['packages'] = {}
  const deployed: Machine = { ...ownMachine(target), packages: { ...both, ...policy } }
  const found = { packages: bare, repositories: [somebodys(wanted(target, bare).repository)] }
  return {
    install: deploy(target, { packages: bare }, 'upgrade'),
    'install where the SELinux policy is': deploy(target, { packages: policy }, 'upgrade'),
    'install where the machine has an entry for the repository': deploy(target, found, 'upgrade'),
    upgrade: deploy(target, deployed, 'upgrade'),
    enable: deploy(target, deployed, 'converge'),
    'install with "migrate" where the older packages are': migrate(target, 'wait'),
    'uninstall of our own': withdraw(target, {
      files: [target.repository.keyringFile, target.repository.entryFile],
      packages: [login, selinux.name],
      dependencies: ['libcurl'],
      keys: deployed.trustedKeys ?? [],
    }),
    "uninstall of somebody else's": withdraw(target, { files: [], packages: [], dependencies: [], keys: [] }),
  }
}

type Machine = Pick<Facts, 'packages'> & Partial<Pick<Facts, 'repositories' | 'ownFiles' | 'trustedKeys'>>

function installed(version: string): PackageState {
  return { status: 'installed', version, held: false, residual: false }
}

function wanted(
  target: Target,
  packages: Facts['packages'],
): Pick<DeployRequest, 'packages' | 'repository' | 'places'> {
  return deployRequest({ target, grammar: grammarFor(target.packageManager), facts: { packages } }, {})
}

function deploy(target: Target, machine: Machine, mode: DeployRequest['mode']): Plan {
  const facts = { repositories: [], ownFiles: {}, alteredFiles: {}, trustedKeys: [], ...machine }
  return planDeploy(facts, { ...wanted(target, machine.packages), mode, interrupted: false })
}

function withdraw(target: Target, ledger: LedgerView): Plan {
  const { login, selinux } = target.packages
  const packages = { [login]: installed('1.0.1'), [selinux.name]: installed('1.0.1') }
  const facts = { packages, keptFiles: [], danglingWiring: [] }
  return planWithdraw(facts, { packages: [selinux.name, login], ledger, interrupted: false, care: careOf(target) })
}

function migrate(target: Target, sessions: RemovalCare['sessions']): Plan {
  const packages = Object.fromEntries(target.packages.predecessors.map((name) => [name, installed('1.0.016050002')]))
  const facts = { packages, repositories: [], ownFiles: {}, alteredFiles: {}, trustedKeys: [] }
  const migration = { packages: target.packages.predecessors, ...careOf(target), sessions }
  return planDeploy(facts, { ...wanted(target, packages), mode: 'upgrade', interrupted: false, migration })
}

function careOf({ sshd, wiring }: Target): RemovalCare {
  return { sessions: 'wait', places: { sshd, wiring } }
}

/** Files and trust as an installation leaves them; the key's own bytes do not matter to a plan. */
function ownMachine(target: Target): Pick<Facts, 'ownFiles' | 'trustedKeys'> {
  const steps = deploy(target, { packages: {} }, 'converge').steps.map(({ step }) => step)
  const written = steps.flatMap((step) =>
    step.kind === 'write-file' ? [[step.path, Buffer.from(step.content).toString('base64')] as const] : [],
  )
  return {
    ownFiles: Object.fromEntries([...written, [target.repository.keyringFile, '']]),
    trustedKeys: steps.flatMap((step) => (step.kind === 'trust-keys' ? step.fingerprints : [])),
  }
}

function somebodys({ entryFile, url, suite, components }: WantedRepository): RepositoryEntry {
  const file = entryFile.replace('aadsshlogin-handler', 'somebody')
  const more = { components, architectures: [], signedBy: [], enabled: true }
  return { file, id: entryFile.endsWith('.repo') ? 'somebody' : '', url, suite, ...more }
}
