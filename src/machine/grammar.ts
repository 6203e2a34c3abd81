import { apt } from './grammar/apt.ts'
import { dnf } from './grammar/dnf.ts'
import type { Grammar } from './grammar/row.ts'
import { tdnf } from './grammar/tdnf.ts'
import { yum } from './grammar/yum.ts'
import { zypper } from './grammar/zypper.ts'

export { speak, type Holes } from './grammar/speak.ts'
export type { Cure, Grammar, InsistentRemoval, Sign, Verdict } from './grammar/row.ts'

/** The grammar table: how each package manager is spoken to. */
export const grammars = { 'apt-get': apt, dnf, yum, zypper, tdnf } as const satisfies Record<string, Grammar>

export type PackageManagerName = keyof typeof grammars
