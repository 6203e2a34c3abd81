import { parseJson } from '../agent/json.ts'
import { limits } from '../core/limits.ts'
import { redactor } from '../core/redact.ts'
import type { Host } from '../host.ts'
import type { ProgramSource, TextSource } from './bundle-sources.ts'

/** One text for the archive, and what the reader should know about it. */
export interface BundleText {
  readonly name: string
  readonly text: string
  readonly note?: string
}

const { textBytes } = limits.bundle

/** The end of a file, in whole lines; undefined when it is not there. What cannot be read says why. */
export async function textOf(host: Host, { name, path, form }: TextSource): Promise<BundleText | undefined> {
  try {
    const end = await host.files.resolve(path)
    const stat = end === undefined ? undefined : await host.files.stat(end)
    if (end === undefined || stat?.type !== 'file') return undefined
    const read = await tail(host, end)
    if (form === 'json') return { name, text: jsonWithoutSecrets(read) }
    if (stat.size <= textBytes) return { name, text: read }
    return { name, text: read.slice(read.indexOf('\n') + 1), note: `the end of ${stat.size} bytes` }
  } catch (error) {
    return { name, text: '', note: `not readable: ${String(error)}` }
  }
}

/** A program reads the end: files of gigabytes and files that still grow cost no more than others. */
async function tail(host: Host, path: string): Promise<string> {
  const argv = ['tail', '-c', String(textBytes), path]
  const { exitCode, stdout, stderr, problem } = await host.processes.run(argv, { timeoutMs: limits.query.timeoutMs })
  if (exitCode !== 0) throw new Error(problem ?? stderr.trim())
  return stdout
}

/** What a program says; undefined where there is no such program. */
export async function answerOf(host: Host, { name, argv }: ProgramSource): Promise<BundleText | undefined> {
  const { exitCode, stdout, stderr, problem } = await host.processes.run(argv, { timeoutMs: limits.query.timeoutMs })
  if (problem === 'ENOENT') return undefined
  const whole = [`$ ${argv.join(' ')}`, stdout.trimEnd(), stderr.trimEnd(), problem ?? `exit ${exitCode ?? ''}`]
  const text = `${whole.filter((part) => part !== '').join('\n')}\n`
  return text.length <= textBytes ? { name, text } : { name, text: text.slice(0, textBytes), note: 'its beginning' }
}

/**
 * A file of settings without what is encrypted, and without what is named like a secret. What is no JSON is left out
 * wholly: there a secret may stand in any place.
 */
export async function settingsOf(host: Host, path: string, name: string): Promise<BundleText | undefined> {
  const found = await textOf(host, { name, path, form: 'text' })
  if (found === undefined || found.note !== undefined) return found
  return { name, text: jsonWithoutSecrets(found.text, (member) => /^protected/i.test(member)) }
}

function jsonWithoutSecrets(text: string, isLeftOut: (member: string) => boolean = () => false): string {
  const reading = parseJson(text)
  if (reading.kind !== 'value') return `left out: ${reading.kind === 'unusable' ? reading.problem : 'it is empty'}\n`
  const open: unknown = JSON.parse(
    JSON.stringify(reading.value, (member, value: unknown) =>
      isLeftOut(member) && value !== null ? 'left out' : value,
    ),
  )
  return `${JSON.stringify(redactor([]).value(open), null, 2)}\n`
}
