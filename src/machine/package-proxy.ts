import { limits } from '../core/limits.ts'
import { speak } from './grammar.ts'
import type { ProxyFile } from './grammar/row.ts'
import type { PackageManager } from './package-run.ts'
import { transactionFile } from './transaction.ts'

/** The arguments that lead the manager to its proxy; none without one. */
export function proxyArguments({ grammar, proxy }: PackageManager): string[] {
  const { file, arguments: words } = grammar.proxy
  return proxy === undefined ? [] : speak(words, { file: transactionFile(file?.name ?? '') })
}

/** What of its environment leads the manager to its proxy: only root reads that of root's processes. */
export function proxyEnvironment({ grammar, proxy, noProxy }: PackageManager): Record<string, string> {
  const named = proxy === undefined ? {} : grammar.proxy.environment
  const spoken = Object.entries(named).map(([name, value]) => [name, speak([value], { proxy: proxy ?? '' }).join('')])
  return {
    ...(Object.fromEntries(spoken) as Record<string, string>),
    ...(noProxy !== undefined && { no_proxy: noProxy }),
  }
}

/** The files, by name, that lead the manager to its proxy and are for root alone. */
export async function proxyFiles({ host, grammar, proxy }: PackageManager): Promise<Record<string, string>> {
  const { file } = grammar.proxy
  if (proxy === undefined || file === undefined) return {}
  const lines = speak(file.lines, { proxy }).join('\n')
  if (file.base === undefined) return { [file.name]: `${lines}\n` }
  const text = (await host.files.readText(file.base.path, limits.read.configurationBytes)) ?? ''
  return { [file.name]: replaceIn(text, file.base, lines) }
}

/** A configuration with other lines in one of its sections. */
function replaceIn(text: string, { section, replaced }: NonNullable<ProxyFile['base']>, lines: string): string {
  const header = `[${section}]`
  const kept = text.split('\n').filter((line) => !new RegExp(replaced).test(line))
  const at = kept.findIndex((line) => line.trim() === header)
  if (at === -1) return [header, lines, ...kept].join('\n')
  return [...kept.slice(0, at + 1), lines, ...kept.slice(at + 1)].join('\n')
}
