import type { Typed } from './workstation.ts'

/** Something that somebody at a workstation does, and what is to be seen afterwards. */
export interface Act extends Typed {
  readonly title: string
  /** Lines about the machine behind it; none where nobody looked. */
  readonly machine: readonly string[]
}

/** What one person did, under a heading. */
export interface Chapter {
  readonly title: string
  readonly about: string
  readonly acts: readonly Act[]
}

const introduction = `# What az prints

<!-- Written by test/e2e/az.test.ts: vitest run --project lab test/e2e/az.test.ts -u -->

Real commands of the real \`az\` (Debian's azure-cli), typed in the lab. Sign-in and Azure Resource Manager are simulated;
the guest agent is Debian's waagent, and what it installs is the built package. Most commands are those of
[rollout.md](rollout.md), word for word. Left out are keys that az prints as \`null\`; times stand as \`<time>\`,\nhow long something was waited for as \`<n> s\`.`

/** The transcripts as a page of Markdown. */
export function transcriptPage(chapters: readonly Chapter[]): string {
  const parts = chapters.map(({ title, about, acts }) =>
    [`## ${title}`, about, ...acts.map((act, at) => actText(act, acts.slice(0, at)))].join('\n\n'),
  )
  return `${[introduction, ...parts].join('\n\n')}\n`
}

/** What the machine is like is told when it is not what it was. */
function actText({ title, command, code, stdout, stderr, machine }: Act, before: readonly Act[]): string {
  const printed = [stderr, stdout].map(normalized).filter((text) => text !== '')
  const block = [`$ ${command}`, ...printed, ...(code === 0 ? [] : [`[exit ${code ?? 'by signal'}]`])].join('\n')
  const known = before.findLast((act) => act.machine.length > 0)?.machine ?? []
  const seen = machine.join() === known.join() ? [] : machine.map((line) => `- ${line}`)
  return [`**${title}**`, `\`\`\`console\n${block}\n\`\`\``, ...(seen.length === 0 ? [] : [seen.join('\n')])].join(
    '\n\n',
  )
}

/** The same in every run: no times, and none of the many keys without a value. */
export function normalized(text: string): string {
  const lines = text.replaceAll('\r', '').split('\n')
  const kept = lines.filter((line) => !/^\s*"\w+": null,?$/.test(line)).map((line) => line.trimEnd())
  return kept
    .join('\n')
    .replace(/,(\n\s*[}\]])/g, '$1')
    .replace(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|\+00:00)/g, '<time>')
    .replace(/(?<=metadata service for )\d+ s/g, '<n> s')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
