import { failures } from '../../src/core/failures.ts'
import type { Proof, Report, TestName } from '../../test/reports/report.ts'
import { reports } from '../../test/reports/reports.ts'
import { markdownTable } from './markdown.ts'

const kinds = {
  played: 'built for real on a real root of the lab, and met by the built package',
  unit: 'not to be played in the lab, for the reason that is given; a unit test stands for it',
  outside: 'nothing that a handler on the machine could act on; the table says what there is to say',
} as const satisfies Record<Proof['kind'], string>

/** How many reports are shown in which way. */
export function reportCounts(): string {
  const rows = Object.entries(kinds).map(([kind, meaning]) => {
    const count = reports.filter(({ proof }) => proof.kind === kind).length
    return [kind, String(count), meaning]
  })
  return markdownTable(['Shown', 'Reports', 'Meaning'], rows)
}

/** A row for every report: what happens, our code, our answer, and how that is shown. */
export function reportTable(): string {
  const rows = reports.map((report) => [
    report.number,
    report.title,
    codeOf(report),
    report.answer,
    shown(report.proof),
  ])
  return markdownTable(['Report', 'What happens', 'Our code', 'Our answer', 'Shown'], rows)
}

function codeOf({ code }: Report): string {
  if (code === undefined) return 'none'
  return code === 'ready' ? '0' : `${failures[code].exit} \`${code}\``
}

function shown(proof: Proof): string {
  switch (proof.kind) {
    case 'played':
      return `played: ${filesOf(proof.tests)}`
    case 'unit':
      return `unit: ${filesOf(proof.tests)}. ${proof.reason}`
    case 'outside':
      return `outside: ${proof.reason}`
  }
}

function filesOf(tests: readonly TestName[]): string {
  const files = [...new Set(tests.map(({ file }) => file))]
  return files.map((file) => `[${file.replace(/^test\/(.*)\.test\.ts$/, '$1')}](../${file})`).join(', ')
}
