import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { sourceFiles, wrongImports } from './imports.ts'

const src = join(import.meta.dirname, '../../src')

describe('the direction of imports', () => {
  it('is kept by every file of src', () => {
    const files = sourceFiles(src)

    expect(files.length).toBeGreaterThan(50)
    expect(wrongImports(files)).toEqual([])
  })

  it.each([
    ['core/plan.ts', "import { run } from '../machine/steps.ts'", 'core may not know machine'],
    ['core/plan.ts', "import { readFile } from 'node:fs'", 'core may not have effects'],
    ['checks/memory.ts', "import type { Grammar } from '../machine/grammar.ts'", 'checks may not know machine'],
    ['machine/facts.ts', "import { x } from '../agent/status.ts'", 'machine may not know agent'],
    ['machine/facts.ts', "const { execa } = await import('execa')", 'machine may not have effects'],
    ['agent/status.ts', "import { x } from '../checks/memory.ts'", 'agent may not know checks'],
    ['operations/deploy.ts', "import { x } from '../adapters/http.ts'", 'operations may not know adapters'],
    ['run.ts', "import 'winston'", 'run may not have effects'],
    ['helpers/a.ts', "import { x } from '../core/plan.ts'", 'helpers is no known layer'],
  ])('is broken by %s with %s', (path, text, problem) => {
    expect(wrongImports([{ path, text }])).toEqual([expect.stringContaining(problem)])
  })

  it('allows what it should', () => {
    const text =
      "import { z } from 'zod'\nimport { limits } from '../core/limits.ts'\nimport type { Host } from '../host.ts'"

    expect(wrongImports([{ path: 'machine/facts.ts', text }])).toEqual([])
  })
})
