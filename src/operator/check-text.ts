import type { Terminal } from './desk.ts'
import type { CheckDocument } from './documents.ts'
import { moment } from './moment.ts'

type Told = CheckDocument['findings'][number]

const words = { passed: 'ok', warning: 'warning', blocked: 'BLOCKED' } as const

/** The checks for a person: a row for each, a remedy below what blocks, and what it comes to. */
export function checkText(document: CheckDocument, { paint, columns, paragraph, width }: Terminal): string {
  const { findings, system, time, handlerVersion } = document
  const rows = findings.flatMap((finding) => {
    const { check, verdict, message, exit, remedy } = finding
    const row = [`  ${paint(verdict, words[verdict])}`, check, exit === undefined ? message : `${exit}: ${message}`]
    return remedy === undefined ? [row] : [row, ['', '', remedy]]
  })
  const title = `${system}, handler ${handlerVersion}, ${moment(time)}. Nothing is changed.`
  return [paragraph(paint('title', title), width), '', columns(rows, width), '', paragraph(sum(document), width)].join(
    '\n',
  )
}

function sum({ findings, outcome }: CheckDocument): string {
  const count = (verdict: Told['verdict']): number => findings.filter((finding) => finding.verdict === verdict).length
  const numbers = `${count('blocked')} blocked, ${plural(count('warning'), 'warning')}, ${count('passed')} ok.`
  if (outcome.code === null) return `${numbers} Nothing known stands in the way of an install.`
  return `${numbers} An install would end with ${outcome.exit} (${outcome.code}).`
}

function plural(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}
