/** What became of one VM. Times are milliseconds since the start of the simulation. */
export interface Story {
  beganAt: number
  readyAt: number | undefined
  /** The failure it ended in: a code of the catalogue, or the real extension's exit code. */
  failure: string | undefined
  /** Requests it made to the mirror, refused ones included. */
  requests: number
  refused: number
  /** Runs of the package manager and downloads. */
  attempts: number
  /** A command lasted so long that the agent would have killed it. */
  beyondLimit: boolean
}

/** The story of a VM that has done nothing yet. */
export function newStory(): Story {
  return {
    ...{ beganAt: 0, readyAt: undefined, failure: undefined },
    ...{ requests: 0, refused: 0, attempts: 0, beyondLimit: false },
  }
}
