import { describe, expect, it } from 'vitest'
import { compute } from './evaluate.ts'
import { expressionOf } from './parse.ts'
import { namesGivenTo } from './references.ts'

const scope = { parameters: (name: string) => ({ ids: ['a', 'b'], who: 'web' })[name] }

describe('compute', () => {
  it.each([
    ['plain', 'plain'],
    ['[[not computed]', '[not computed]'],
    ["[concat('a', '-', parameters('who'))]", 'a-web'],
    ["[format('{0}/{1}', parameters('who'), 'x')]", 'web/x'],
    ["[if(contains(parameters('who'), 'WE'), 'yes', 'no')]", 'yes'],
    ["[if(empty(parameters('ids')), null(), parameters('ids')[1])]", 'b'],
    ["[json('0.1')]", 0.1],
    ["['it''s']", "it's"],
    ["[length(createArray('a', 'b'))]", 2],
  ])('%s is %j', (text, value) => {
    expect(compute(text, scope)).toEqual(value)
  })

  it('computes only the branch that counts', () => {
    expect(compute("[if(empty(''), 'yes', parameters('who').nothing)]", scope)).toBe('yes')
  })

  it.each([
    ["[upper('a')]", 'there is no function upper'],
    ["[parameters('who').nothing]", 'there is no nothing'],
  ])('refuses %s', (text, problem) => {
    expect(() => compute(text, scope)).toThrow(problem)
  })
})

describe('expressionOf', () => {
  it.each(["[concat('a'", "[concat('a')", "[concat('a'))]", '[a]', "[concat('a' 'b')]", '[#]', "[concat('a'),]"])(
    'refuses %s',
    (text) => {
      expect(() => expressionOf(text)).toThrow()
    },
  )
})

describe('namesGivenTo', () => {
  it('finds names at any depth', () => {
    const value = { a: ["[concat(parameters('x'), variables('v'))]"], b: { c: "[if(parameters('y').z, 'x', 'y')]" } }

    expect([...namesGivenTo('parameters', value)]).toEqual(['x', 'y'])
  })
})
