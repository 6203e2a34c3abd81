import { describe, expect, it } from 'vitest'
import { speak } from '../../../src/machine/grammar/speak.ts'

const holes = { names: ['a', 'b'], name: 'a', version: '1' }

describe('speak', () => {
  it.each<[readonly string[], string[]]>([
    [
      ['apt', 'x'],
      ['apt', 'x'],
    ],
    [['{name}'], ['a']],
    [['{name}={version}'], ['a=1']],
    [['{names...}'], ['a', 'b']],
    [
      ['x', '{names...}', 'y'],
      ['x', 'a', 'b', 'y'],
    ],
    [['-f=${Package}\\t'], ['-f=${Package}\\t']],
    [['%|A?{%{NAME}}:{%{EPOCH}}|%{VERSION}'], ['%|A?{%{NAME}}:{%{EPOCH}}|%{VERSION}']],
    [
      ['{}', '{ name }'],
      ['{}', '{ name }'],
    ],
  ])('%j becomes %j', (phrase, argv) => {
    expect(speak(phrase, holes)).toEqual(argv)
  })

  it('adds no argument for an empty list', () => {
    expect(speak(['x', '{names...}'], { names: [] })).toEqual(['x'])
  })

  it('puts values in as they are, whatever they look like', () => {
    expect(speak(['{name}', '{names...}'], { name: '{version} $& a b', names: ['{name}'] })).toEqual([
      '{version} $& a b',
      '{name}',
    ])
  })

  it.each([
    ['a text', ['{nobody}']],
    ['a list', ['{nobody...}']],
    ['a text where it is a list', ['{names}']],
    ['a list where it is a text', ['{name...}']],
  ])('throws when the table asks for %s that nobody gives', (_, phrase) => {
    expect(() => speak(phrase, holes)).toThrow(TypeError)
  })
})
