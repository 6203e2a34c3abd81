import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceFiles } from './imports.ts'
import { codeLess, lengthProblems, mirrorProblems, nameProblems } from './mirror.ts'

const root = join(import.meta.dirname, '../..')
const files = sourceFiles(join(root, 'src'))
const hasTest = (path: string): boolean => existsSync(join(root, 'test', path.replace(/\.ts$/, '.test.ts')))

describe('every file of src', () => {
  it('has a test at the same path, is a type, or is an exception with a reason', () => {
    expect(files.length).toBeGreaterThan(50)
    expect(mirrorProblems(files, hasTest)).toEqual([])
  })

  it('has a name that says what it owns', () => {
    expect(nameProblems(files)).toEqual([])
  })

  it('has at most 200 lines', () => {
    expect(lengthProblems(files)).toEqual([])
  })
})

describe('the rules themselves', () => {
  const code = 'export function one(): number {\n  return 1\n}\n'
  const types =
    "import type { A } from './a.ts'\n/** A. */\nexport interface B {\n  readonly a: A\n}\nexport type C = B | A\n"

  it('miss a test', () => {
    expect(mirrorProblems([{ path: 'core/one.ts', text: code }], () => false)).toEqual([
      'core/one.ts has no test at test/core/one.test.ts',
    ])
    expect(mirrorProblems([{ path: 'core/one.ts', text: code }], () => true)).toEqual([])
  })

  it('ask for no test of types', () => {
    expect(mirrorProblems([{ path: 'core/types.ts', text: types }], () => false)).toEqual([])
  })

  it.each([
    ['a function', code],
    ['an arrow function', 'export const one = (): number => 1\n'],
    ['a constant', 'const table = { a: 1 }\nexport type Name = keyof typeof table\n'],
    ['a class', `${types}export class D extends Error {}\n`],
    ['an import with effects', "import './other.ts'\n"],
  ])('call %s code', (_, text) => {
    expect(codeLess(text)).toBe(false)
  })

  it('do not like an exception that is not needed any more', () => {
    const exception = { path: 'main.ts', text: code }

    expect(mirrorProblems([exception], () => true)).toEqual(['main.ts has a test and needs no exception'])
  })

  it.each([
    'core/utils.ts',
    'core/string-helpers.ts',
    'agent/common.ts',
    'core/lock-manager.ts',
    'helper/a.ts',
    'core/service.ts',
  ])('do not like the name %s', (path) => {
    expect(nameProblems([{ path, text: '' }])).toEqual([expect.stringContaining(path)])
  })

  it('count lines as an editor does', () => {
    const text = 'x\n'.repeat(200)

    expect(lengthProblems([{ path: 'a.ts', text }])).toEqual([])
    expect(lengthProblems([{ path: 'a.ts', text: `${text}x` }])).toEqual(['a.ts has 201 lines'])
    expect(lengthProblems([{ path: 'core/failures.ts', text }])).toEqual([
      'core/failures.ts has 200 lines and needs no exception',
    ])
  })
})
