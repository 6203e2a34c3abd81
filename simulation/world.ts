/** What is assumed about the world around the handler. Times are milliseconds, sizes bytes. */
export const world = {
  agent: {
    /** The agent asks for a new goal state every 6 s (Extensions.GoalStatePeriod): a fleet begins within that time. */
    goalStatePeriodMs: 6000,
    /** How long a command took after its end until the agent went on: it asks once a second, then waits 1 s. */
    betweenCommandsMs: 2000,
  },

  network: {
    roundTripMs: 20,
    /** TCP and TLS 1.3 before the first request of a program. */
    connectRoundTrips: 2,
    bytesPerMs: 2500,
  },

  /** What one VM fetches from the mirror. */
  sizes: { key: 1000, releaseFile: 4000, packageList: 60_000, loginPackage: 500_000, nothing: 0 },

  /** Work of the package manager on a VM with one slow core, besides the network. */
  work: { readListsMs: 1500, unpackMs: 4000 },

  /** Of the real extension, before it first asks the mirror and between its questions. */
  predecessor: { refreshAllMs: 5000, betweenProbesMs: 300, beforeRefreshMs: 1000 },
  /** Where it is from, for a reader of the page. */
  sources: {
    goalState: 'Extensions.GoalStatePeriod of the guest agent, in Automatic upgrade mode',
    limits: 'exthandlers.py of the guest agent 2.7.3.0 and 2.15.0.1',
    noRetry: 'the guest agent: only the next goal state does',
    apt: 'apt 2.6 of Debian 12, measured at a mirror that answers 429',
    predecessor: 'version 1.0.2385.1 on Debian 12, as it was observed',
  },
} as const
