import type { RunResult } from '../src/host.ts'
import type { World } from './world.ts'

/** cp and touch, as far as files are kept and brought back with them. */
export function withCoreutils(world: World): World {
  return world
    .program('cp', (argv) => copy(world, argv))
    .program('touch', (argv) => {
      const entry = world.entries.get(argv.at(-1) ?? '')
      if (entry !== undefined) entry.mtimeMs = world.time
      return {}
    })
}

/** cp -a: mode and time are kept, and a link stays one. */
function copy(world: World, argv: readonly string[]): Partial<RunResult> {
  const words = argv.slice(argv.indexOf('--') + 1)
  const to = words.at(-1) ?? ''
  for (const from of words.slice(0, -1)) {
    const path = argv.includes('--parents') ? `${to}${from}` : to
    const link = world.links.get(from)
    const entry = world.entries.get(from)
    if (link !== undefined) world.link(path, link)
    else if (entry === undefined) return { exitCode: 1, stderr: `cp: cannot stat '${from}'\n` }
    else world.file(path, entry.data, entry.mode).entries.get(path)!.mtimeMs = entry.mtimeMs
  }
  return {}
}
