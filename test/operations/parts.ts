import { createHash } from 'node:crypto'
import { at, type Vm } from './vm.ts'

/** A machine piece by piece: packages by name, files by path. */
export type Parts = ReadonlyMap<string, string>

/** Everything but what is the agent's, our own records and what is gone at the next boot. */
export function partsOf({ world, packages }: Vm): Parts {
  const parts = new Map<string, string>()
  for (const [name, { words, version }] of packages.installed) parts.set(name, `${words} ${version}`)
  const passedOver = [at.agentFolder, at.logFolder, at.state, '/run', '/proc', '/var/lib/dpkg']
  for (const [path, { data, mode }] of world.entries) {
    if (passedOver.some((place) => path.startsWith(place))) continue
    parts.set(path, `${mode} ${createHash('sha256').update(data).digest('hex')}`)
  }
  return parts
}

/** The names of the pieces in which two states differ. */
export function changesIn(before: Parts, after: Parts): string[] {
  const names = new Set([...before.keys(), ...after.keys()])
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort()
}
