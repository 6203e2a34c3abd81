import type { Facts, PackageState } from '../../src/core/facts.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import {
  planDeploy,
  planWithdraw,
  type DeployRequest,
  type Plan,
  type PlannedStep,
  type Step,
} from '../../src/core/plan.ts'
import { selectProfile } from '../../src/core/profile.ts'
import type { Architecture, Profile, VersionRow } from '../../src/core/profile-schema.ts'
import type { Target } from '../../src/core/target.ts'
import { grammarFor } from '../../src/operations/look.ts'
import { deployRequest } from '../../src/operations/request.ts'
import { osReleaseTexts, shippedProfiles } from './distro-data.ts'

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
  return row.architectures.map((architecture) => plansOn(profile, row, architecture)).join('\n')
}

function plansOn(profile: Profile, row: VersionRow, architecture: Architecture): string {
  const target = targetOf(profile, row, architecture)
  const name = `${profile.name} ${row.versions} on ${architecture}`
  return scenarios(target)
    .map(({ title, plan }) => `== ${name}: ${title}\n${plan.steps.map(written).join('') || 'nothing\n'}`)
    .join('\n')
}

/** The target on a machine of this version: with its real os-release where one was captured. */
function targetOf(profile: Profile, row: VersionRow, architecture: Architecture): Target {
  const version = row.versions.replace(/[+-].*$/, '')
  const stated = `ID=${profile.match.ids[0] ?? ''}\nVERSION_ID=${version}\nVERSION_CODENAME=${row.codename ?? ''}\n`
  const release = osReleaseTexts().get(`${profile.id}-${version}`) ?? stated
  const selection = selectProfile(shipped, parseOsRelease(release, architecture))
  if (selection.kind === 'supported') return selection.target
  throw new Error(`${profile.id} ${row.versions}: ${selection.code}`)
}

interface Scenario {
  readonly title: string
  readonly plan: Plan
}

function scenarios(target: Target): Scenario[] {
  const { login, selinux } = target.packages
  const policy = { [selinux.whenInstalled[0] ?? '']: installed('2') }
  const both = { [login]: installed('1.0.1'), [selinux.name]: installed('1.0.1') }
  const deployed = { ...both, ...policy }
  const ledger = { files: [target.repository.keyringFile, target.repository.entryFile], dependencies: ['libcurl4'] }
  const names = [selinux.name, login]
  const withdraw = (packages: Facts['packages'], part: Partial<Parameters<typeof planWithdraw>[1]['ledger']>): Plan =>
    planWithdraw(
      { packages },
      { packages: names, ledger: { files: [], packages: [], dependencies: [], keys: [], ...part }, interrupted: false },
    )
  return [
    { title: 'install', plan: deploy(target, {}, 'upgrade') },
    { title: 'install where the SELinux policy is', plan: deploy(target, policy, 'upgrade') },
    { title: 'upgrade', plan: deploy(target, deployed, 'upgrade', ownFiles(target)) },
    { title: 'enable', plan: deploy(target, deployed, 'converge', ownFiles(target)) },
    { title: 'uninstall of our own', plan: withdraw(deployed, { ...ledger, packages: [login, selinux.name] }) },
    { title: "uninstall of somebody else's", plan: withdraw(deployed, {}) },
  ]
}

function installed(version: string): PackageState {
  return { status: 'installed', version, held: false, residual: false }
}

function deploy(
  target: Target,
  packages: Facts['packages'],
  mode: DeployRequest['mode'],
  files: Facts['ownFiles'] = {},
): Plan {
  const grammar = grammarFor(target.packageManager)
  const request = deployRequest({ target, grammar, facts: { packages } }, {})
  return planDeploy({ packages, repositories: [], ownFiles: files }, { ...request, mode, interrupted: false })
}

/** The files as an installation leaves them; the key's own bytes do not matter to a plan. */
function ownFiles(target: Target): Facts['ownFiles'] {
  const written = deploy(target, {}, 'converge').steps.flatMap(({ step }) =>
    step.kind === 'write-file' ? [[step.path, Buffer.from(step.content).toString('base64')] as const] : [],
  )
  return Object.fromEntries([...written, [target.repository.keyringFile, '']])
}

function written({ step, undo }: PlannedStep): string {
  return lines(step, '') + undo.map((back) => lines(back, '  undo: ')).join('')
}

/** A step with everything in it, for a reader. */
function lines(step: Step, indent: string): string {
  const said = details(step)
  const more = said.map((line) => `${' '.repeat(indent.length)}  | ${line}\n`)
  return `${indent}${step.kind}${'path' in step ? ` ${step.path}` : ''}\n${more.join('')}`
}

function details(step: Step): string[] {
  switch (step.kind) {
    case 'trust-keys':
    case 'distrust-keys':
      return [...step.fingerprints]
    case 'install-key':
      return step.keys.map(
        ({ from, fingerprints }) => `${'url' in from ? from.url : from.path} ${fingerprints.join(' ')}`,
      )
    case 'write-file':
      return step.content.trimEnd().split('\n')
    case 'restore-file':
      return Buffer.from(step.base64, 'base64').toString().trimEnd().split('\n')
    case 'refresh-packages':
      return [`${step.source.url} ${step.source.suite}`, `defined in ${step.source.file}`]
    case 'install-packages':
      return step.packages.map(({ name, version }) => (version === undefined ? name : `${name} at ${version}`))
    case 'remove-packages':
      return [`${step.purge ? 'purge' : 'keep configuration of'} ${step.names.join(', ')}`]
    case 'remove-dependencies':
      return [step.names?.join(', ') ?? 'those that the ledger lists by then']
    case 'remove-file':
    case 'repair-packages':
      return []
  }
}
