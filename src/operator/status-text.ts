import type { Colour, Terminal } from './desk.ts'
import type { StatusDocument } from './documents.ts'
import { moment } from './moment.ts'

type Row = readonly [name: string, value: string]

/** The status for a person: a few headings, a line for each thing, the bad ones in colour. */
export function statusText(document: StatusDocument, terminal: Terminal): string {
  const { paint, columns, width } = terminal
  const parts: [string, Row[]][] = [
    ['', headRows(document)],
    ['Login', loginRows(document, paint)],
    ['Recorded', recordedRows(document, paint)],
    ['Last told to the guest agent', toldRows(document, paint)],
    ['Could not be looked at', document.problems.map((problem): Row => [paint('warning', '!'), problem])],
  ]
  const shown = parts.filter(([, rows]) => rows.length > 0)
  return shown
    .map(([title, rows]) => {
      const table = columns(
        rows.map(([name, value]) => [title === '' ? name : `  ${name}`, value]),
        width,
      )
      return title === '' ? table : `${paint('title', title)}\n${table}`
    })
    .join('\n\n')
}

type Paint = (colour: Colour, text: string) => string

function headRows({ handler, handlerVersion, system }: StatusDocument): Row[] {
  const supported = system.profile === null ? ', no profile for it' : ''
  return [
    ['Handler', `${handler.name} ${handlerVersion}`],
    ['Folder', handler.folder],
    ['Log', handler.log ?? 'no folder for it is known'],
    ['System', `${system.name} (${system.architecture || 'unknown architecture'})${supported}`],
  ]
}

const wiringColours = { wired: 'passed', 'not-wired': 'blocked', unknown: 'warning' } as const

function loginRows({ packages, wiring, verified, sessions }: StatusDocument, paint: Paint): Row[] {
  const isAbsent = packages.every(({ state }) => state === 'absent')
  const wired = { wired: 'works', 'not-wired': 'does not work', unknown: 'not known' }[wiring.state]
  const login = `${paint(wiringColours[wiring.state], wired)}: ${wiring.message}`
  return [
    ...packages.map(({ name, state, version, held }): Row => {
      if (state === 'absent') return [name, 'not installed']
      const hold = held ? ', held by the administrator' : ''
      return [name, state === 'broken' ? paint('blocked', `${version}, broken${hold}`) : `${version}${hold}`]
    }),
    ['login', isAbsent && wiring.state === 'not-wired' ? 'not set up' : login],
    ['verified', verifiedText(verified)],
    ...(isAbsent ? [] : [['sessions', `${sessions}: ${sessionTexts[sessions]}`] as const]),
  ]
}

const sessionTexts: Readonly<Record<StatusDocument['sessions'], string>> = {
  wait: 'a delete waits for users who are logged in',
  fail: 'a delete fails while users are logged in',
  terminate: 'a delete ends the sessions of users who are logged in',
}

function verifiedText({ state, time }: StatusDocument['verified']): string {
  if (state === 'never') return 'never'
  const at = moment(time)
  return state === 'current' ? `${at}, nothing it read has changed since` : `${at}, something it read has changed since`
}

function recordedRows({ added, update, transaction }: StatusDocument, paint: Paint): Row[] {
  const rows: Row[] = [
    ...added.files.map(({ path, state }): Row => {
      return ['added file', state === 'unchanged' ? path : `${path} ${paint('warning', `(${state})`)}`]
    }),
    ...listRow('added packages', added.packages),
    ...listRow('came along', added.dependencies),
    ...listRow('trusted keys', added.keys),
  ]
  if (update !== null) {
    const stale = update.stale ? ' (too old to count)' : ''
    rows.push(['update', `from ${update.from} to ${update.to} since ${moment(update.time)}${stale}`])
  }
  if (transaction !== null) {
    const { state, title, time } = transaction
    const text = { running: 'running', ended: 'ended', 'cut-short': 'cut short' }[state]
    rows.push(['transaction', paint('warning', `${title}, begun ${moment(time)}, ${text}`)])
  }
  return rows.length === 0 ? [['nothing', 'This extension has added nothing to the machine.']] : rows
}

function listRow(name: string, items: readonly string[]): Row[] {
  return items.length === 0 ? [] : [[name, items.join(', ')]]
}

function toldRows({ lastStatus }: StatusDocument, paint: Paint): Row[] {
  if (lastStatus === null) return [['nothing', 'There is no status file yet.']]
  const { sequence, time, operation, state, code, message } = lastStatus
  const colour: Colour = state === 'error' ? 'blocked' : state === 'success' ? 'passed' : 'warning'
  return [
    ['when', `${moment(time)}, ${operation}, sequence ${sequence}`],
    ['status', `${paint(colour, state)}${code === 0 ? '' : `, code ${code}`}`],
    ['message', message],
  ]
}
