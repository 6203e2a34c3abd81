import type { Measured } from './measure.ts'

/** What is compared: a name, and how it is run once, from the same state every time. */
export interface Contender {
  readonly name: string
  readonly run: () => Promise<Measured>
}

export type Results = ReadonlyMap<string, readonly Measured[]>

/** Runs everybody once in each round, each round beginning with another one; a first round is not counted. */
export async function inRounds(contenders: readonly Contender[], rounds: number): Promise<Results> {
  const results = new Map<string, Measured[]>(contenders.map(({ name }) => [name, []]))
  for (let round = -1; round < rounds; round += 1) {
    const first = Math.max(round, 0) % contenders.length
    for (const { name, run } of [...contenders.slice(first), ...contenders.slice(0, first)]) {
      const measured = await run()
      if (round >= 0) results.get(name)!.push(measured)
    }
  }
  return results
}
