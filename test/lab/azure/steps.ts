import type { FabricControl, SetGoal } from './control.ts'
import type { UploadedExtension, UploadedHandler } from './status-document.ts'
import type { StatusUpload } from './status-uploads.ts'
import { patienceMs } from '../patience.ts'

/** How a step ended: a final state, no entry any more (deleted or dropped), or nothing final in time. */
export type StepEnd = 'terminal' | 'absent' | 'timeout'

/** What the agent reported about one handler until the step ended. A time-out is a result, not an exception. */
export interface StepOutcome {
  readonly end: StepEnd
  readonly handler: Omit<UploadedHandler, 'extension'> | undefined
  readonly extension: UploadedExtension | undefined
  /** The distinct states seen, in order, as `Ready/0 transitioning/0`. */
  readonly states: readonly string[]
  readonly goalState: { readonly status: string; readonly code: number } | undefined
  /** False when the agent uploaded nothing at all. */
  readonly agentHeard: boolean
  readonly milliseconds: number
}

export interface StepOptions {
  /** Time-out, the lab's patience unless given. */
  readonly seconds?: number
  /** True: a `transitioning` extension ends the step too. */
  readonly acceptTransitioning?: boolean
  /** For an agent restart, which makes no new goal state: only uploads with a higher number count. */
  readonly afterUpload?: number
}

/** Waits until the agent has carried out `goal` for `handler`, as CRP would. */
export async function waitForStep(
  fabric: FabricControl,
  goal: SetGoal,
  handler: string,
  options: StepOptions = {},
): Promise<StepOutcome> {
  const started = Date.now()
  const deadline = started + (options.seconds ?? patienceMs / 1000) * 1000
  const wanted = goal.plugins.find((plugin) => plugin.handler === handler)
  const states: string[] = []
  let last = options.afterUpload ?? 0
  let seen: StatusUpload | undefined
  const outcome = (end: StepEnd) => ({ ...describe(seen, handler, end), states, milliseconds: Date.now() - started })
  for (;;) {
    const left = (deadline - Date.now()) / 1000
    const upload = left > 0 ? await fabric.nextUpload({ after: last, seconds: left }) : null
    if (upload === null) return outcome('timeout')
    last = upload.number
    if (!isAbout(upload, goal)) continue
    seen = upload
    const entry = upload.document?.handlers.find((other) => other.handler === handler)
    const state = entry === undefined ? 'absent' : stateOf(entry)
    if (states.at(-1) !== state) states.push(state)
    const end = judge(entry, wanted, options.acceptTransitioning === true)
    if (end !== undefined) return outcome(end)
  }
}

type WantedPlugin = SetGoal['plugins'][number]

/** Returns how the step ended by this entry, or undefined while it goes on. */
export function judge(
  entry: UploadedHandler | undefined,
  wanted: WantedPlugin | undefined,
  acceptTransitioning: boolean,
): StepEnd | undefined {
  // A delete that failed leaves its entry, so the first upload ends the step in any case.
  if (wanted === undefined || wanted.state === 'uninstall') return entry === undefined ? 'absent' : 'terminal'
  if (entry === undefined) return undefined
  if (entry.status !== 'Ready' || !wanted.hasSettings) return 'terminal'
  const { extension } = entry
  if (extension?.sequence !== wanted.seqNo) return undefined
  const final = ['success', 'error', ...(acceptTransitioning ? ['transitioning'] : [])]
  return final.includes(extension.status ?? '') ? 'terminal' : undefined
}

function isAbout(upload: StatusUpload, goal: SetGoal): boolean {
  const incarnation = upload.document?.incarnation
  return upload.at >= goal.at && incarnation !== undefined && incarnation >= goal.incarnation
}

function stateOf({ status, code, extension }: UploadedHandler): string {
  const handler = `${status}/${code}`
  return extension === undefined ? handler : `${handler} ${extension.status ?? 'null'}/${extension.code ?? 'null'}`
}

function describe(seen: StatusUpload | undefined, handler: string, end: StepEnd) {
  const entry = seen?.document?.handlers.find((other) => other.handler === handler)
  const { extension, ...own } = entry ?? {}
  return {
    end,
    handler: entry === undefined ? undefined : (own as Omit<UploadedHandler, 'extension'>),
    extension,
    goalState: seen?.document?.goalState,
    agentHeard: seen !== undefined,
  }
}
