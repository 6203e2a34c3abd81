import { parentPort, workerData } from 'node:worker_threads'
import type { BehaviourName } from './behaviours.ts'
import { runFleet, type FleetOptions } from './fleet.ts'

/** The whole program of a thread: one fleet. */
const { behaviour, options } = workerData as { behaviour: BehaviourName; options: FleetOptions }
parentPort?.postMessage(await runFleet(behaviour, options))
