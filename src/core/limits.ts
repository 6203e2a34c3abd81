/** Every bound of the program, stated once. Times are milliseconds, sizes bytes. */

const second = 1000
const minute = 60 * second
const kibi = 1024

export const operationNames = ['install', 'enable', 'disable', 'update', 'uninstall'] as const
export type OperationName = (typeof operationNames)[number]

export interface OperationBudget {
  /** When the agent kills the process group (exthandlers.py of 2.7.3.0 and 2.15.0.1 alike). */
  readonly agentLimitMs: number
  /** When we stop by ourselves: the rest is for undo, status and the agent's own second of polling. */
  readonly budgetMs: number
}

export const operationBudgets = {
  install: { agentLimitMs: 900 * second, budgetMs: 870 * second },
  enable: { agentLimitMs: 300 * second, budgetMs: 255 * second },
  disable: { agentLimitMs: 900 * second, budgetMs: 60 * second },
  update: { agentLimitMs: 900 * second, budgetMs: 870 * second },
  uninstall: { agentLimitMs: 300 * second, budgetMs: 270 * second },
} as const satisfies Record<OperationName, OperationBudget>

export const limits = {
  handlerLock: { waitMs: 60 * second },

  metadata: {
    timeoutMs: 2 * second,
    /** Waits before each try; documented for the metadata service. The last one repeats until the deadline. */
    retryWaitsMs: [0, 2 * second, 6 * second, 14 * second, 30 * second],
    /** Between two questions while there is no identity. */
    absentPollMs: 5 * second,
    /** The metadata service asks to be left alone for so long at least after an error of its own. */
    shortestWaitMs: 1 * second,
    maxBytes: 64 * kibi,
    /** As @azure/identity bounds the key file of an Arc machine. */
    arcKeyBytes: 4 * kibi,
    defaultWaitSeconds: 120,
    maxWaitSeconds: 600,
  },

  transaction: {
    /** A package transaction is not started with less than this left. */
    neededMs: 45 * second,
    /** Kept back so that a failed transaction can be undone in the same command. */
    undoReserveMs: 60 * second,
    /** Between two looks whether it is still there; its end the system tells at once. */
    lookMs: 250,
    /** How long the launcher may take until the transaction says that it runs. */
    startMs: 15 * second,
    /** How long what a killed package manager had started may go on before its end is told all the same. */
    restSeconds: 60,
    outputTailBytes: 16 * kibi,
    attempts: 4,
  },

  /** Versions before the newest that are tried where that one does not fit; each takes as long as an installation. */
  packageVersions: { olderTried: 3 },
  packageLocks: { pollMs: 1 * second, graceSeconds: 30 },
  /** Users who are logged in when the packages are to go: how long they are waited for, or given to end. */
  sessions: { waitMs: 120 * second, pollMs: 1 * second, graceMs: 5 * second },
  retry: { baseMs: 2 * second, capMs: 30 * second },
  /** While a server says that too many ask (429) it is there, so asking goes on as long as the command has time. */
  throttled: { baseMs: 2 * second, capMs: 60 * second },
  /** A question to a program of the system, some 10 ms: a VM that has used up its processor credits gets a twentieth. */
  query: { timeoutMs: 30 * second },
  /** A package manager that says what it would do: dnf took above 20 s on a machine whose processors others used. */
  simulation: { timeoutMs: 90 * second },
  /** A reload takes sshd some 50 ms; a busy machine more. One that the packages began gets a moment to end. */
  sshd: { reloadMs: 10 * second, settleMs: 1 * second, pollMs: 50 },
  /** One question to each endpoint of the cloud, all at the same time. */
  endpoints: { timeoutMs: 5 * second, maxBytes: 256 * kibi },
  download: { timeoutMs: 20 * second, maxBytes: 256 * kibi, attempts: 4 },

  memory: {
    /** The documented requirement, 1 GB, against what the hypervisor gave. */
    allocatedBytes: 1_000_000_000,
    /** The same against MemTotal: a 1 GiB machine keeps 760 MiB and more, a 0.5 GiB machine never reaches 512. */
    totalBytes: 640 * kibi * kibi,
  },

  disk: { freeBytes: 50_000_000 },

  rollout: { scaleSetWindowSeconds: 45, maxWindowSeconds: 600 },
  updateMarker: { staleMs: 30 * minute },

  read: {
    osReleaseBytes: 64 * kibi,
    markerBytes: 1 * kibi,
    settingsBytes: 1024 * kibi,
    environmentBytes: 64 * kibi,
    stateBytes: 1024 * kibi,
    configurationBytes: 1024 * kibi,
    statusFilesKept: 5,
  },
  environment: { attempts: 3, waitMs: 200 },

  tell: {
    /** The portal shows about this much of a message. */
    messageCharacters: 1024,
    substatusCharacters: 512,
    /** The agent drops a status above 131072; ours stays far below. */
    statusCharacters: 32 * kibi,
    /** Cut by the agent at 3072. */
    eventCharacters: 3000,
    /** An event above 6144 characters is dropped by the agent. */
    eventFileCharacters: 6000,
    /** Only the first 3200 bytes of each stream are read, about 1590 characters kept. */
    stderrCharacters: 1500,
  },
  bundle: {
    /** Of each file and each program's answer, its end: a few thousand lines. */
    textBytes: 512 * kibi,
    /** Of all texts together, before they are compressed. */
    totalCharacters: 12 * 1024 * kibi,
  },
  log: { maxBytes: 5 * 1024 * kibi, files: 3 },
} as const
