import type { Desk, Terminal } from './desk.ts'
import type { CheckDocument } from './documents.ts'
import type { Place } from './place.ts'

export async function checkMachine(desk: Desk, _place: Place, _waitSeconds: number): Promise<CheckDocument> {
  const time = new Date(desk.host.clock.now()).toISOString()
  return Promise.resolve({
    schema: 1,
    handlerVersion: desk.version,
    verb: 'check',
    time,
    system: '',
    findings: [],
    outcome: { exit: 0, code: null },
  })
}
export function checkText(document: CheckDocument, terminal: Terminal): string {
  return terminal.paint('title', document.system)
}
