import { relative } from 'node:path'
import { z } from 'zod'
import type { TestName } from '../../test/reports/report.ts'

/** The parts of vitest's JSON report (reporter "json") that name tests. */
const report = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      assertionResults: z.array(
        z.object({ ancestorTitles: z.array(z.string()), title: z.string(), status: z.string() }),
      ),
    }),
  ),
})

/**
 * Those of the wanted tests that have not passed by any of these reports of vitest. A `%j` or the like in a wanted name
 * stands for any text. Throws when a text is no such report.
 */
export function notPassed(texts: readonly string[], wanted: readonly TestName[], root: string): TestName[] {
  const passed = new Map<string, string[]>()
  for (const { name, assertionResults } of texts.flatMap((text) => report.parse(JSON.parse(text)).testResults)) {
    const own = assertionResults.filter(({ status }) => status === 'passed')
    const names = own.map(({ ancestorTitles, title }) => [...ancestorTitles, title].join(' > '))
    passed.set(relative(root, name), names)
  }
  return wanted.filter(({ file, name }) => passed.get(file)?.some((title) => fits(title, name)) !== true)
}

function fits(title: string, name: string): boolean {
  if (title === name) return true
  const parts = name.split(/%[sdij]/).map((text) => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
  return parts.length > 1 && new RegExp(`^${parts.join('.*')}$`).test(title)
}
