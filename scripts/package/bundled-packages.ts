import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './paths.ts'

export interface BundledPackage {
  readonly name: string
  readonly version: string
  /** SPDX expression. */
  readonly licence: string
  /** The package's own licence files, or its author line when it has none. */
  readonly text: string
  /** Of the published archive, as the lock file pins it; hexadecimal. */
  readonly sha512: string
}

/** What may be shipped; another licence stops the build until somebody has read it. */
const allowedLicences = [
  'BlueOak-1.0.0',
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'ISC',
  'LGPL-3.0-or-later',
  'MIT',
]

/** SPDX has given up these spellings. */
const newSpelling: Readonly<Record<string, string>> = { 'LGPL-3.0+': 'LGPL-3.0-or-later' }

interface Metadata {
  readonly name?: string
  readonly version?: string
  readonly license?: string
  readonly author?: string | { readonly name?: string }
}

/** The npm packages that the modules of the bundle belong to, by name; throws for a licence that nobody allowed. */
export function bundledPackages(modules: readonly string[]): BundledPackage[] {
  const folders = new Set(modules.flatMap((module) => packageFolder(module) ?? []))
  const packages = [...folders].map(describe)
  const wrong = packages.filter(({ licence }) => !allowedLicences.includes(licence))
  if (wrong.length > 0) {
    throw new Error(`not an allowed licence: ${wrong.map(({ name, licence }) => `${name} (${licence})`).join(', ')}`)
  }
  return packages.toSorted((a, b) => (`${a.name} ${a.version}` < `${b.name} ${b.version}` ? -1 : 1))
}

/** The innermost node_modules folder of a module, or undefined for our own source. */
function packageFolder(module: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module.replace(/^\0/, ''))?.[0]
}

function describe(folder: string): BundledPackage {
  const { name, version, license, author } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as Metadata
  if (name === undefined || version === undefined || license === undefined) {
    throw new Error(`${folder}/package.json lacks name, version or licence`)
  }
  const licence = newSpelling[license] ?? license
  const authorName = typeof author === 'string' ? author : author?.name
  const text = licenceText(folder) ?? `Licence: ${licence}. Author: ${authorName ?? name}.\n`
  return { name, version, licence, text, sha512: pinnedSha512(folder) }
}

function pinnedSha512(folder: string): string {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, { integrity?: string } | undefined>
  }
  const integrity = lock.packages[folder.slice(folder.indexOf('/node_modules/') + 1)]?.integrity ?? ''
  if (!integrity.startsWith('sha512-')) throw new Error(`the lock file pins no sha512 for ${folder}`)
  return Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex')
}

function licenceText(folder: string): string | undefined {
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|copying|notice)/i.test(file))
  const texts = files.toSorted().map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
  return texts.length > 0 ? `${texts.join('\n\n')}\n` : undefined
}
