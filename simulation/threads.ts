import { once } from 'node:events'
import { availableParallelism } from 'node:os'
import { Worker } from 'node:worker_threads'
import type { BehaviourName } from './behaviours.ts'
import type { FleetOptions, FleetRun } from './fleet.ts'

/** One fleet to be run. */
export interface Order {
  readonly behaviour: BehaviourName
  readonly options: FleetOptions
}

/** Runs fleets, each in a thread of its own, as many at a time as there are processors; answers in their order. */
export async function runInThreads(orders: readonly Order[], told: (order: Order) => void): Promise<FleetRun[]> {
  const runs: FleetRun[] = []
  let next = 0
  const lane = async (): Promise<void> => {
    for (let at = next++; at < orders.length; at = next++) {
      const order = orders[at]
      if (order === undefined) return
      runs[at] = await runInThread(order)
      told(order)
    }
  }
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), orders.length) }, lane))
  return runs
}

async function runInThread(order: Order): Promise<FleetRun> {
  const worker = new Worker(new URL('worker.ts', import.meta.url), { workerData: order })
  const [run] = (await once(worker, 'message')) as [FleetRun]
  return run
}
