import type { PlannedName } from '../core/verb.ts'
import type { Desk, Terminal } from './desk.ts'
import type { PlanDocument } from './documents.ts'
import type { Place } from './place.ts'

export async function planCommand(desk: Desk, _place: Place, operation: PlannedName): Promise<PlanDocument> {
  const time = new Date(desk.host.clock.now()).toISOString()
  return Promise.resolve({
    schema: 1,
    handlerVersion: desk.version,
    verb: 'plan',
    operation,
    time,
    system: '',
    steps: [],
    outcome: { exit: 0, code: null },
  })
}
export function planText(document: PlanDocument, terminal: Terminal): string {
  return terminal.paint('title', document.system)
}
