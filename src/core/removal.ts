import type { PackageState } from './facts.ts'
import type { PlannedStep, Source, Step, WantedPackage } from './plan.ts'
import type { SessionPolicy } from './session.ts'
import type { Target } from './target.ts'

/** Where the login packages wire themselves in: what has to be clean before, and when, they go. */
export type LoginPlaces = Pick<Target, 'sshd' | 'wiring'>

/** How login packages are removed: never under somebody who is logged in, and never so that nobody can log in. */
export interface RemovalCare {
  readonly sessions: SessionPolicy
  readonly places: LoginPlaces
}

/** Packages of the pair depend on each other, so all go at once; then the configuration of those that had none before. */
export function removal(names: readonly string[], purged: (name: string) => boolean, places?: LoginPlaces): Step[] {
  const clean = names.filter(purged)
  const insists = places === undefined ? {} : { insists: places }
  const steps: Step[] = []
  if (clean.length < names.length) steps.push({ kind: 'remove-packages', names, purge: false, ...insists })
  if (clean.length > 0) steps.push({ kind: 'remove-packages', names: clean, purge: true, ...insists })
  return steps
}

/** The step before login packages go; none where they have left nothing but configuration. */
export function settling({ sessions, places }: RemovalCare, isThere: boolean): Step[] {
  if (!isThere) return []
  return [{ kind: 'settle-sessions', policy: sessions, module: places.wiring.nss.module }]
}

/** The older packages that have to go before ours come. */
export interface Migration extends RemovalCare {
  readonly packages: readonly string[]
}

/**
 * Removes the older packages. Taken back, those that were installed are fetched again from the repository, as far as
 * it has them; without one nothing can bring them back.
 */
export function planMigration(
  { packages, ...care }: Migration,
  state: (name: string) => PackageState,
  source?: Source,
): PlannedStep[] {
  const present = packages.filter((name) => isPresent(state(name)))
  if (present.length === 0) return []
  const installed = present.filter((name) => state(name).status === 'installed')
  const back: WantedPackage[] = installed.map((name) => ({ name, version: state(name).version }))
  const undo: Step[] = source === undefined || back.length === 0 ? [] : [{ kind: 'bring-back', packages: back, source }]
  return [
    ...settling(care, true).map((step) => ({ step, undo: [] })),
    ...removal(present, () => true, care.places).map((step) => ({ step, undo })),
    { step: { kind: 'clear-wiring', places: care.places }, undo: [] },
  ]
}

/** Whether a package has files on the machine. */
export function isPresent(state: PackageState | undefined): boolean {
  return state !== undefined && state.status !== 'absent'
}
