import type { Seen } from './ordeal.ts'

/** One line for a command: plan, step, what struck how, exit code, stable code, lines of difference, what was told. */
export function lineOf(situation: string, { faults, runs, code, left, words, problems, seconds }: Seen): string {
  const struck = faults.map(({ operation, phase, step, label, count, manner }) =>
    [
      phase === 'step' ? step : `${operation} ${phase} ${step}`.trim(),
      `${label}${count > 1 ? ` #${count}` : ''}`,
      manner,
    ].join(' · '),
  )
  const first = words.split('\n').find((line) => line.trim() !== '') ?? ''
  return [
    `${situation} | ${struck.join(' + ')} | ${runs.at(-1) ?? 'nothing ran'} ${code} | left ${left.length} | ${seconds.toFixed(1)} s | ${first.slice(0, 160)}`,
    ...problems.map((problem) => `    ! ${problem}`),
  ].join('\n')
}
