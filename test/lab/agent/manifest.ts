import { agentCodes, AgentFailure, operations, type Operation } from './contract.ts'

/** What the agent reads of a HandlerManifest.json. */
export interface Manifest {
  readonly commands: Readonly<Partial<Record<Operation, string>>>
  readonly updateWithInstall: boolean
  readonly continueOnUpdateFailure: boolean
  readonly reportHeartbeat: boolean
}

/** Returns the manifest of `text`. Throws the agent's failure when it is malformed. */
export function parseManifest(text: string): Manifest {
  const body = handlerManifest(text)
  const commands: Partial<Record<Operation, string>> = {}
  for (const operation of operations) {
    const command = body[`${operation}Command`]
    if (typeof command === 'string') commands[operation] = command
  }
  const mode = body.updateMode
  return {
    commands,
    updateWithInstall: typeof mode !== 'string' || mode.toLowerCase() === 'updatewithinstall',
    continueOnUpdateFailure: body.continueOnUpdateFailure === true,
    reportHeartbeat: body.reportHeartbeat === true,
  }
}

/** Returns every rule that the manifest breaks, harmless or not for today's agent. */
export function manifestViolations(text: string): string[] {
  let body: Record<string, unknown>
  try {
    body = handlerManifest(text)
  } catch (error) {
    return [`HandlerManifest.json: ${(error as Error).message}`]
  }
  const found: string[] = []
  for (const operation of operations) {
    const command = body[`${operation}Command`]
    if (typeof command !== 'string' || command === '') found.push(`no ${operation}Command`)
  }
  for (const name of [
    'continueOnUpdateFailure',
    'reportHeartbeat',
    'rebootAfterInstall',
    'supportsMultipleExtensions',
  ]) {
    const value = body[name]
    if (value !== undefined && typeof value !== 'boolean') found.push(`${name} is not a JSON boolean`)
  }
  if (body.reportHeartbeat === true) found.push('reportHeartbeat is on, which takes a permanent daemon')
  const mode = body.updateMode
  if (mode !== undefined && mode !== 'UpdateWithInstall' && mode !== 'UpdateWithoutInstall') {
    found.push(`unknown updateMode ${JSON.stringify(mode)}`)
  }
  return found.map((violation) => `HandlerManifest.json: ${violation}`)
}

function handlerManifest(text: string): Record<string, unknown> {
  let parsed: unknown
  try {
    parsed = JSON.parse(text)
  } catch {
    throw new AgentFailure(agentCodes.manifestMalformed, 'Malformed manifest file')
  }
  const first: unknown = Array.isArray(parsed) ? parsed[0] : undefined
  const body =
    typeof first === 'object' && first !== null ? (first as Record<string, unknown>).handlerManifest : undefined
  if (typeof body === 'object' && body !== null) return body as Record<string, unknown>
  throw new AgentFailure(agentCodes.unknown, 'no handlerManifest in element 0 of an array')
}
