import type { PackageState } from './facts.ts'
import type { Piece } from './piece.ts'
import type { PlannedRepository } from './plan-repository.ts'
import type { Plan, WantedPackage } from './plan.ts'

/** What a repair is decided from. */
export interface RepairFacts {
  readonly packages: Readonly<Record<string, PackageState>>
  readonly names: { readonly login: string; readonly selinux: string }
  /** Files of these packages that are missing or not as they came, by package. */
  readonly damaged: Readonly<Record<string, readonly string[]>>
  /** Whether the manager can run the scripts of an installed package again. */
  readonly reconfigures: boolean
  /** Whether PAM would be left as it is by the package's own way. */
  readonly pamIsKept: boolean
  /** Where the same version comes from, and what makes the machine know it. */
  readonly repository: PlannedRepository
}

/**
 * What puts missing pieces right, the packages' own way: their scripts once more where that is enough and possible,
 * else the same version once more. Empty where neither would help: then it is for a person.
 */
export function planRepair(missing: readonly Piece[], facts: RepairFacts): Plan {
  const curable = missing.filter((piece) => isCurable(piece, facts))
  const packages = packagesOf(curable, facts)
  if (packages.length === 0) return { steps: [] }
  const names = packages.map(({ name }) => name)
  const isWhole = names.every((name) => damageOf(name, missing, facts).length === 0)
  if (facts.reconfigures && isWhole && !curable.some(needsFiles))
    return { steps: [{ step: { kind: 'reconfigure-packages', names }, undo: [] }] }
  const { source, steps } = facts.repository
  return {
    steps: [
      ...steps,
      { step: { kind: 'refresh-packages', source }, undo: [] },
      { step: { kind: 'reinstall-packages', packages, source }, undo: [{ kind: 'repair-packages' }] },
    ],
  }
}

function needsFiles(piece: Piece): boolean {
  return ['command', 'nss-module', 'pam-module', 'sudoers'].includes(piece)
}

/** A reload is no business of the packages; rules for sudo that somebody edited come with the package or not at all. */
function isCurable(piece: Piece, facts: RepairFacts): boolean {
  if (piece === 'sshd-reload') return false
  if (piece === 'pam') return !facts.pamIsKept
  if (piece === 'sudoers') return damageOf(facts.names.login, ['sudoers'], facts).some(isConfiguration)
  return true
}

/** Below /etc a changed file is the administrator's, unless it is what keeps the login, or sudo, from working. */
function damageOf(name: string, missing: readonly Piece[], { damaged }: RepairFacts): string[] {
  const files = damaged[name] ?? []
  return files.filter((path) => !isConfiguration(path) || missing.includes('sudoers'))
}

function isConfiguration(path: string): boolean {
  return path.startsWith('/etc/')
}

/** The packages whose scripts and files these pieces are, in the versions that are installed. */
function packagesOf(curable: readonly Piece[], { packages, names }: RepairFacts): WantedPackage[] {
  const wanted = [
    ...(curable.some((piece) => piece !== 'selinux-module') ? [names.login] : []),
    ...(curable.includes('selinux-module') ? [names.selinux] : []),
  ]
  return wanted.flatMap((name) => {
    const state = packages[name]
    return state?.status === 'installed' ? [{ name, version: state.version }] : []
  })
}
