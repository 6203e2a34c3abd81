import type { FabricControl, SetGoal } from '../azure/control.ts'
import type { ImdsMode } from '../azure/imds-modes.ts'
import type { StatusUpload } from '../azure/status-uploads.ts'
import type { UploadedHandler } from '../azure/status-document.ts'

type Plugin = SetGoal['plugins'][number]

/** What an agent says of a plugin; undefined: nothing. */
export type Say = (plugin: Plugin, identity: ImdsMode['mode']) => UploadedHandler | undefined

/** A machine without a machine: its agent says at once of every goal state what it is told to say. */
export function scriptedControl(say: Say): { readonly control: FabricControl; readonly goals: readonly SetGoal[] } {
  const goals: SetGoal[] = []
  const uploads: StatusUpload[] = []
  let identity: ImdsMode['mode'] = 'none'
  const advance = (plugins: readonly Plugin[]): SetGoal => {
    const goal = { incarnation: goals.length + 2, at: Date.now(), plugins }
    goals.push(goal)
    const kept = plugins.filter(({ state }) => state !== 'uninstall')
    const handlers = kept.map((plugin) => say(plugin, identity)).filter((entry) => entry !== undefined)
    const agent = { version: '2.2.54', status: 'Ready' }
    const document = { agent, incarnation: goal.incarnation, goalState: undefined, handlers }
    uploads.push({ number: uploads.length + 1, at: goal.at, document, broken: undefined })
    return goal
  }
  const control: Partial<FabricControl> = {
    setGoal: (plugins) =>
      Promise.resolve(
        advance(
          plugins.map(({ handler, version, state, seqNo = 0, publicSettings }) => {
            return { handler, version, state, seqNo, hasSettings: publicSettings !== undefined }
          }),
        ),
      ),
    repeatGoal: () => Promise.resolve(advance(goals.at(-1)?.plugins ?? [])),
    setImds: ({ mode }) => {
      identity = mode.mode
      return Promise.resolve()
    },
    info: () => Promise.resolve({ uploads: uploads.length } as never),
    uploads: ({ after }) => Promise.resolve(uploads.slice(Math.max(after, 0))),
    nextUpload: ({ after }) => Promise.resolve(uploads[after] ?? null),
  }
  return { control: control as FabricControl, goals }
}
