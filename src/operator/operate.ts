import { standaloneEnvironment } from '../agent/standalone.ts'
import { asFailure, describeFailure, HandlerFailure } from '../core/failure.ts'
import { printable } from '../core/printable.ts'
import { withoutAgentWords } from '../core/standalone-words.ts'
import type { VerbRequest } from '../core/verb.ts'
import { checkMachine } from './check.ts'
import { checkText } from './check-text.ts'
import type { Desk, Terminal } from './desk.ts'
import { operatorSchema, type OperatorDocument } from './documents.ts'
import { explain, explainText } from './explain.ts'
import { findPlace } from './place.ts'
import { planCommand } from './plan.ts'
import { planText } from './plan-text.ts'
import { readStatus } from './status.ts'
import { statusText } from './status-text.ts'
import { bundleText, writeBundle } from './support-bundle.ts'

const longestText = 64 * 1024

/**
 * Does what a person asked for and answers the exit code. It may run beside a command of the agent: no status is
 * written, no lock is taken, and its lines in the log are marked. A failure is told on stderr.
 */
export async function operate(desk: Desk, request: VerbRequest): Promise<number> {
  const { host, terminal, invocation } = desk
  const hasAgent = (await standaloneEnvironment(host, invocation.packageRoot)) === undefined
  const words = hasAgent ? (text: string) => text : withoutAgentWords
  const clean = (text: string): string => printable(words(host.log.redact(text)), longestText)
  try {
    const document = cleaned(await answer(desk, request), clean)
    terminal.out(request.json ? JSON.stringify(document, null, 2) : textOf(document, terminal))
    const exitCode = 'outcome' in document ? document.outcome.exit : 0
    host.log.write('info', 'end', { exitCode })
    return exitCode
  } catch (error) {
    const failure = asFailure(error)
    host.log.write('error', failure.message, { error: failure })
    const { exit, cause, remedy } = describeFailure(failure.code, failure.detail)
    terminal.err(clean(`${exit}: ${cause}\n${remedy}`))
    return exit
  } finally {
    await host.log.close()
  }
}

async function answer(desk: Desk, request: VerbRequest): Promise<OperatorDocument> {
  const { invocation, isRoot, version } = desk
  if (request.verb === 'explain') return explain(request.code, version)
  const program = `${invocation.packageRoot}/scripts/handler.sh`
  if (!isRoot) throw new HandlerFailure('usage.not-root', { command: request.verb, program })
  const place = await findPlace(desk, request.verb)
  switch (request.verb) {
    case 'check':
      return checkMachine(desk, place, request.waitSeconds)
    case 'plan':
      return planCommand(desk, place, request.operation)
    case 'status':
      return readStatus(desk, place)
    case 'support-bundle':
      return writeBundle(desk, place, request.output)
  }
}

/** Every text of the document without secrets and without what a terminal would obey; the schema is kept, or it is a bug. */
function cleaned(document: OperatorDocument, clean: (text: string) => string): OperatorDocument {
  const text = JSON.stringify(document, (_, value: unknown) => (typeof value === 'string' ? clean(value) : value))
  return operatorSchema.parse(JSON.parse(text))
}

function textOf(document: OperatorDocument, terminal: Terminal): string {
  switch (document.verb) {
    case 'check':
      return checkText(document, terminal)
    case 'plan':
      return planText(document, terminal)
    case 'status':
      return statusText(document, terminal)
    case 'explain':
      return explainText(document, terminal)
    case 'support-bundle':
      return bundleText(document, terminal)
  }
}
