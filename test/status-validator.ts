/**
 * Strict reading of a status file: everything that makes the agent report 1012, lose the status of the whole VM, or
 * silently change it (protocol of agents 2.7.3.0 and 2.15.0.1). Answers every problem; none means the agent takes it as is.
 */
export function statusProblems(bytes: Uint8Array | string): string[] {
  const text = typeof bytes === 'string' ? bytes : decoded(bytes)
  if (text === undefined) return ['not UTF-8']
  if (!text.isWellFormed()) return ['ill-formed Unicode']
  if (text.startsWith('\uFEFF')) return ['byte order mark']
  if (text.length > 131_072) return ['above 131072 characters']
  try {
    return listProblems(JSON.parse(text))
  } catch {
    return ['not JSON']
  }
}

function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return undefined
  }
}

function listProblems(list: unknown): string[] {
  if (!Array.isArray(list) || list.length !== 1) return ['not an array of one']
  const entry: unknown = list[0]
  if (!isRecord(entry)) return ['element is not an object']
  const problems = [
    ...(typeof entry.version === 'number' ? [] : ['version is not a number']),
    ...timeProblems('timestampUTC', entry.timestampUTC),
  ]
  return isRecord(entry.status) ? [...problems, ...topProblems(entry.status)] : [...problems, 'status is not an object']
}

function topProblems(status: Record<string, unknown>): string[] {
  const substatus = status.substatus
  return [
    ...stringProblems('operation', status.operation),
    ...timeProblems('configurationAppliedTime', status.configurationAppliedTime),
    ...commonProblems('status', status, ['transitioning', 'error', 'success']),
    ...(Array.isArray(substatus) ? substatus.flatMap(subProblems) : ['substatus is not an array']),
  ]
}

function subProblems(substatus: unknown, index: number): string[] {
  const place = `substatus[${index}]`
  if (!isRecord(substatus)) return [`${place} is not an object`]
  const name = substatus.name
  return [
    ...commonProblems(place, substatus, ['transitioning', 'warning', 'error', 'success']),
    ...(typeof name === 'string' && name.includes('/') ? [`${place}.name has a slash`] : []),
  ]
}

function commonProblems(place: string, part: Record<string, unknown>, states: string[]): string[] {
  const formatted = part.formattedMessage
  const { code, status } = part
  return [
    ...stringProblems(`${place}.name`, part.name),
    ...(typeof status === 'string' && states.includes(status) ? [] : [`${place}.status is none of ${states.join()}`]),
    ...(typeof code === 'number' && Object.is(code | 0, code) ? [] : [`${place}.code is not a 32-bit integer`]),
    ...(isRecord(formatted)
      ? [...stringProblems(`${place}.lang`, formatted.lang), ...stringProblems(`${place}.message`, formatted.message)]
      : [`${place}.formattedMessage is not an object`]),
  ]
}

function stringProblems(place: string, value: unknown): string[] {
  if (typeof value !== 'string') return [`${place} is not a string`]
  return /(?!\n)\p{Cc}/u.test(value) ? [`${place} has control characters`] : []
}

function timeProblems(place: string, value: unknown): string[] {
  return typeof value === 'string' && /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(value)
    ? []
    : [`${place} is not a UTC time`]
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
