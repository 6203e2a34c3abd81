import { aptInstall, aptUpdate } from './apt.ts'
import type { Vm } from './vm.ts'
import { world } from './world.ts'

const source = 'https://packages.microsoft.com/repos/microsoft-debian-bookworm-prod'
const { sizes, predecessor, agent } = world

/**
 * The real extension (1.0.2385.1) on Debian 12, by its observed steps: it reads the lists of all sources, fetches the
 * key, probes the folder of the distribution (Debian counts as a look-alike of Ubuntu) and the repository, reads all
 * lists again, and installs. It waits for nobody, tries nothing twice, and ends with 20 where a probe is refused and
 * with apt's 100 where a package is; a list that is refused is passed over, and then there is no such package.
 */
export async function liveWithPredecessor(vm: Vm): Promise<void> {
  const { timeline, story } = vm
  story.failure = await install(vm)
  if (story.failure !== undefined) return
  await timeline.wait(agent.betweenCommandsMs)
  story.readyAt = timeline.now
}

/** Its exit code where it is not 0. */
async function install({ way, story }: Vm): Promise<string | undefined> {
  await way.work(predecessor.refreshAllMs)
  for (const bytes of [sizes.key, sizes.nothing, sizes.nothing]) {
    story.attempts += 1
    await way.connect()
    if ((await way.ask(bytes)).status !== 200) return '20'
    await way.work(predecessor.betweenProbesMs)
  }
  await way.work(predecessor.beforeRefreshMs)
  for (const apt of [aptUpdate, aptInstall]) {
    story.attempts += 1
    if ((await apt(way, source)).exitCode !== 0) return '100'
  }
  return undefined
}
