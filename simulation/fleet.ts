import { loadProfiles } from '../src/core/profile-data.ts'
import { behaviours, type BehaviourName } from './behaviours.ts'
import { chance } from './chance.ts'
import { Mirror, type MirrorOptions } from './mirror.ts'
import { profileTexts } from './profile-texts.ts'
import { digestAtOnce } from './quick-digest.ts'
import { newStory, type Story } from './story.ts'
import { Timeline } from './timeline.ts'
import { world } from './world.ts'

export interface FleetOptions {
  readonly instances: number
  readonly seed: number
  readonly mirror: MirrorOptions
}

/** What a fleet did. */
export interface FleetRun {
  readonly stories: readonly Story[]
  /** Requests that arrived at the mirror in each second, and how many of them it refused. */
  readonly arrived: readonly number[]
  readonly refused: readonly number[]
}

/** Every VM learns of the extension within one period of its agent, as when the model of a scale set changes. */
export async function runFleet(
  name: BehaviourName,
  { instances, seed, mirror: options }: FleetOptions,
): Promise<FleetRun> {
  digestAtOnce()
  const { live, ...temper } = behaviours[name]
  const timeline = new Timeline()
  const mirror = new Mirror(timeline, options)
  const profiles = loadProfiles(profileTexts())
  const stories = Array.from({ length: instances }, newStory)
  for (const [index, story] of stories.entries()) {
    const own = chance(seed, `vm ${index}`)
    const vm = { timeline, profiles, story, vmId: machineId(own), way: mirror.wayOf(story) }
    story.beganAt = Math.floor(own() * world.agent.goalStatePeriodMs)
    timeline.start(story.beganAt, () => live({ ...vm, ...temper, random: temper.random ?? own }))
  }
  await timeline.run()
  return { stories, arrived: mirror.arrived, refused: mirror.refused }
}

/** As Azure makes them: a random UUID. */
function machineId(random: () => number): string {
  const digits = Array.from({ length: 32 }, () => Math.floor(random() * 16).toString(16)).join('')
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
