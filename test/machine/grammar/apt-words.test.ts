import { describe, expect, it } from 'vitest'
import { findReason, judge } from '../../../src/machine/classify.ts'
import { grammars } from '../../../src/machine/grammar.ts'
import { aptSigns } from '../../../src/machine/grammar/apt-words.ts'
import { aptCases } from '../apt-output/all.ts'
import { ours } from '../apt-output/case.ts'

const apt = grammars['apt-get']
const place = { url: ours, id: '' }

function text(lines: readonly string[]): string {
  return `${lines.join('\n')}\n`
}

describe('the words of apt', () => {
  it.each(aptCases)('$failure: $verdict', ({ output, verdict }) => {
    expect(judge(apt, text(output), place)).toBe(verdict)
  })

  it.each(aptCases)('$failure: the same without a repository in play', ({ output, verdict }) => {
    expect(judge(apt, text(output))).toBe(verdict)
  })

  it.each(aptCases)('$failure: $reason', ({ output, reason }) => {
    expect(findReason(apt, text(output), place)).toBe(reason)
  })

  it('have no sign in vain: each one decides some text above, or what is left when its cure was in vain', () => {
    const deciding = (output: string, cured: boolean): string | undefined =>
      aptSigns.find(({ pattern, verdict }) => !(cured && verdict === 'widen') && new RegExp(pattern, 'm').test(output))
        ?.verdict
    const decided = aptCases.flatMap(({ output }) => [deciding(text(output), false), deciding(text(output), true)])

    expect(aptSigns.map(({ verdict }) => verdict).filter((verdict) => !decided.includes(verdict))).toEqual([])
  })
})
