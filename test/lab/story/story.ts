import type { FabricControl, SetGoal } from '../azure/control.ts'
import type { PluginGoal } from '../azure/goal-state.ts'
import { waitForStep, type StepOutcome } from '../azure/steps.ts'
import { handlerName, labZip } from '../handler-package.ts'
import { diffRoot, type Difference } from '../machine/diff.ts'
import { Machine } from '../machine/machine.ts'
import { snapshot } from '../machine/snapshot.ts'
import { Site } from '../site.ts'
import { lookAt, type MachineView } from './machine-view.ts'

/** One thing that a user does, and what comes of it. */
export interface Act {
  readonly title: string
  /** What the user types. */
  readonly command: string
  readonly outcome: StepOutcome
  /** What the machine is like afterwards. */
  readonly machine: MachineView
}

export interface StoryEnd {
  readonly acts: readonly Act[]
  readonly before: MachineView
  readonly after: MachineView
  /** What differs between the machine before and after, but for the lab's listed exclusions. */
  readonly differences: readonly Difference[]
}

/** Told as the story goes on. */
export interface Audience {
  /** Something that takes a while begins; the answer is called when it is over. */
  readonly during: (what: string) => () => void
  readonly opening: (before: MachineView) => void
  readonly act: (act: Act) => void
}

/** A short wait, so that nobody sits through the two minutes of the default. */
export const identityWaitSeconds = 5

const set = 'az vm extension set -g rg -n vm --publisher Microsoft.Azure.ActiveDirectory --name AADSSHLoginForLinux'
const short = `--settings '{"identityWaitSeconds": ${identityWaitSeconds}}'`
const pinned = { identityWaitSeconds, package: { version: '1.0.2' } }

interface Scene {
  readonly title: string
  readonly command: string
  /** Changes the world and answers the goal state that the agent is given. */
  readonly play: (azure: FabricControl) => Promise<SetGoal>
}

/** The life of the extension as its users know it, from the well-known failure to the delete. */
const scenes: readonly Scene[] = [
  {
    title: 'The extension is set on a VM without a managed identity',
    command: `${set} ${short}`,
    play: async (azure) => {
      await azure.setImds({ mode: { mode: 'none' } })
      return azure.setGoal([goal('1.0.0', 0, { identityWaitSeconds })])
    },
  },
  {
    title: 'The identity is assigned: the next goal state heals it, nobody sets the extension again',
    command: 'az vm identity assign -g rg -n vm',
    play: async (azure) => {
      await azure.setImds({ mode: { mode: 'systemAssigned' } })
      return azure.repeatGoal()
    },
  },
  {
    title: 'A reboot, or any other change of the VM: there is nothing to do',
    command: 'az vm update -g rg -n vm --set tags.owner=me',
    play: (azure) => azure.repeatGoal(),
  },
  {
    title: 'Other settings: an older package is wanted',
    command: `${set} --settings '${JSON.stringify(pinned)}'`,
    play: (azure) => azure.setGoal([goal('1.0.0', 1, pinned)]),
  },
  {
    title: 'A new version of the extension, and the newest package again',
    command: `${set} --version 1.0.1 ${short}`,
    play: (azure) => azure.setGoal([goal('1.0.1', 2, { identityWaitSeconds })]),
  },
  {
    title: 'The extension is deleted',
    command: 'az vm extension delete -g rg --vm-name vm -n AADSSHLoginForLinux',
    play: (azure) => azure.setGoal([{ handler: handlerName, version: '1.0.1', state: 'uninstall' }]),
  },
]

function goal(version: string, seqNo: number, publicSettings: object): PluginGoal {
  return { handler: handlerName, version, state: 'enabled', seqNo, publicSettings }
}

/** Plays the story with the real guest agent on a machine with systemd and sshd. */
export async function playStory(audience: Audience): Promise<StoryEnd> {
  const zips = await whileTold(audience, 'packaging the extension', packages)
  const site = await whileTold(audience, 'starting the Azure host and the package repository', () => Site.open())
  try {
    for (const [version, zipPath] of zips) await site.azure.publish({ handler: handlerName, version, zipPath })
    const boot = (): Promise<Machine> => Machine.up({ systemd: true, fabric: site.network, size: '1g' })
    const vm = await whileTold(audience, 'booting the VM (the first time its root is made, about a minute)', boot)
    try {
      return await playOn(vm, site.azure, audience)
    } finally {
      await vm.down()
    }
  } finally {
    await site.close()
  }
}

async function packages(): Promise<[string, string][]> {
  return [
    ['1.0.0', await labZip('1.0.0')],
    ['1.0.1', await labZip('1.0.1')],
  ]
}

async function playOn(vm: Machine, azure: FabricControl, audience: Audience): Promise<StoryEnd> {
  await whileTold(audience, 'starting the guest agent', async () => {
    await vm.startAgent()
    await azure.nextUpload({ after: 0 })
  })
  const before = await lookAt(vm)
  const first = snapshot(vm.root)
  audience.opening(before)
  const acts: Act[] = []
  for (const { title, command, play } of scenes) {
    const outcome = await whileTold(audience, command.slice(0, 60), async () =>
      waitForStep(azure, await play(azure), handlerName),
    )
    const act = { title, command, outcome, machine: await lookAt(vm) }
    acts.push(act)
    audience.act(act)
  }
  await vm.stopAgent()
  return { acts, before, after: await lookAt(vm), differences: diffRoot(first, snapshot(vm.root)) }
}

async function whileTold<T>(audience: Audience, what: string, work: () => Promise<T>): Promise<T> {
  const over = audience.during(what)
  try {
    return await work()
  } finally {
    over()
  }
}
