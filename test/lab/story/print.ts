import { styleText } from 'node:util'
import { instanceView, type ViewStatus } from '../azure/instance-view.ts'
import type { MachineView } from './machine-view.ts'
import type { Act, Audience, StoryEnd } from './story.ts'

const width = 100
const slowMs = 1000
/** How often a log, which cannot be overwritten, gets a line while something lasts. */
const logEveryMs = 15_000
const terminal = process.stdout.isTTY

/** Tells the story to a person: progress while something takes longer than a second, then what came of it. */
export const printer: Audience = {
  during: (what) => {
    const started = Date.now()
    const seconds = (): string => ((Date.now() - started) / 1000).toFixed(1)
    const progress = terminal ? '\r' : ''
    const timer = setInterval(
      () => void process.stdout.write(`${progress}  … ${what} (${seconds()} s) ${terminal ? '' : '\n'}`),
      terminal ? slowMs : logEveryMs,
    )
    return () => {
      clearInterval(timer)
      const slow = Date.now() - started > slowMs
      if (slow) process.stdout.write(`${progress}  ${dim(`… ${what} (${seconds()} s)`)}\n`)
    }
  },
  opening: (before) => {
    heading('The VM before')
    printMachine(before)
  },
  act: printAct,
}

/** The end of the story: what is left, and a verdict in one line. */
export function printEnd({ acts, before, after, differences }: StoryEnd): void {
  heading('The VM before and after')
  printMachine(after, before)
  const left = differences.map(({ path, change }) => `  ${change} ${path}`)
  print(left.length === 0 ? 'Every file of the VM is as it was before.' : `Left behind:\n${left.join('\n')}`)
  print('')
  heading('The whole story')
  for (const { title, outcome } of acts) print(`  ${shortState(outcome).padEnd(26)} ${title}`)
}

function printAct(act: Act): void {
  const view = instanceView(act.outcome)
  heading(act.title)
  print(dim(`$ ${act.command}`))
  print(`  guest agent    ${states(act)} after ${(act.outcome.milliseconds / 1000).toFixed(1)} s`)
  if (act.outcome.end === 'absent') print('  instance view  the extension is gone')
  for (const status of view.statuses) printStatus('instance view', status)
  for (const status of view.substatuses) printStatus('substatus', status)
  if (view.error !== undefined) print(`  az prints      (${view.error.code})`)
  printMachine(act.machine)
}

function states({ outcome }: Act): string {
  return outcome.states.join(' → ') || outcome.end
}

function shortState(outcome: Act['outcome']): string {
  if (outcome.end === 'absent') return 'deleted'
  return instanceView(outcome).statuses[0]?.code ?? outcome.end
}

function printStatus(what: string, { code, level, message }: ViewStatus): void {
  const colour = level === 'Error' ? 'red' : level === 'Warning' ? 'yellow' : 'green'
  print(`  ${what.padEnd(14)} ${terminal ? styleText(colour, code) : code}`)
  for (const line of message.split('\n').filter((text) => text.trim() !== '')) printWrapped(line)
}

const names = {
  package: 'aadsshlogin',
  repository: 'repository',
  nss: 'NSS',
  pam: 'PAM',
  sshd: 'sshd, Entra',
  sshdForLocalUsers: 'sshd, local',
  stateFolder: 'our state',
} as const satisfies Record<keyof MachineView, string>

function printMachine(now: MachineView, before?: MachineView): void {
  for (const name of Object.keys(names) as (keyof MachineView)[]) {
    const changed = before !== undefined && before[name] !== now[name]
    print(`  ${names[name].padEnd(14)} ${now[name]}${changed ? `   (before: ${before[name]})` : ''}`)
  }
  print('')
}

function printWrapped(text: string): void {
  const indent = ' '.repeat(17)
  let line = ''
  for (const word of text.split(' ')) {
    if (line !== '' && line.length + word.length > width - indent.length) {
      print(indent + line)
      line = ''
    }
    line += line === '' ? word : ` ${word}`
  }
  print(indent + line)
}

function heading(text: string): void {
  print(terminal ? styleText('bold', `━━ ${text}`) : `━━ ${text}`)
}

function dim(text: string): string {
  return terminal ? styleText('dim', text) : text
}

function print(text: string): void {
  process.stdout.write(`${text}\n`)
}
