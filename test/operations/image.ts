import { paths } from './login.ts'
import type { Vm } from './vm.ts'

/** Makes another VM what this one is now: files, packages and clock. For VMs that only their past tells apart. */
export function imageOf({ world, packages }: Vm): (other: Vm) => Vm {
  const [entries, directories] = [[...world.entries], [...world.directories]]
  const [installed, offered] = [[...packages.installed], [...packages.offered]]
  const { time } = world
  const { listsRead } = packages
  const command = world.programs.get(paths.command)
  return (other) => {
    refill(other.world.entries, entries)
    refill(other.packages.installed, installed)
    refill(other.packages.offered, offered)
    other.world.directories.clear()
    for (const path of directories) other.world.directories.add(path)
    if (command !== undefined) other.world.program(paths.command, command)
    other.world.time = time
    other.packages.listsRead = listsRead
    return other
  }
}

function refill<K, V>(map: Map<K, V>, entries: readonly (readonly [K, V])[]): void {
  map.clear()
  for (const [key, value] of entries) map.set(key, value)
}
