import { limits } from '../core/limits.ts'
import { speak } from './grammar.ts'
import type { PackageManager } from './package-run.ts'
import { transactionFile } from './transaction.ts'

/** What leads a run of the manager to its proxy; empty without one. */
export interface ProxyWay {
  readonly arguments: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  /** By name, for root alone. */
  readonly files: Readonly<Record<string, string>>
}

/** How this manager is led to its proxy on this machine. */
export async function proxyWay(manager: PackageManager): Promise<ProxyWay> {
  const { grammar, proxy, noProxy } = manager
  const direct = noProxy === undefined ? {} : { no_proxy: noProxy }
  if (proxy === undefined) return { arguments: [], environment: direct, files: {} }
  const named = Object.entries(grammar.proxy.environment).map(([name, value]): [string, string] => [
    name,
    speak([value], { proxy }).join(''),
  ])
  const environment = { ...Object.fromEntries(named), ...direct }
  const files = await proxyFiles(manager, proxy)
  const [name] = Object.keys(files)
  const words = name === undefined ? [] : speak(grammar.proxy.arguments, { file: transactionFile(name) })
  return { arguments: words, environment, files }
}

async function proxyFiles({ host, grammar }: PackageManager, proxy: string): Promise<Record<string, string>> {
  const { file, override } = grammar.proxy
  if (file !== undefined) return { [file.name]: `${speak(file.lines, { proxy }).join('\n')}\n` }
  if (override === undefined) return {}
  const text = (await host.files.readText(override.path, limits.read.configurationBytes)) ?? ''
  const lines = text.split('\n')
  const kept = lines.filter((line) => !new RegExp(override.lines).test(line))
  return kept.length === lines.length ? {} : { [override.name]: kept.join('\n') }
}
