import { cpSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BundledPackage } from './bundled-packages.ts'
import type { DebianPackage } from './debian-packages.ts'
import { root } from './paths.ts'

export interface LicenceSources {
  readonly node: string
  readonly debian: readonly DebianPackage[]
  /** Package name to copyright text. */
  readonly copyrights: ReadonlyMap<string, string>
  readonly bundled: readonly BundledPackage[]
}

/** Texts that the copyright files only refer to; Debian's base-files has them. */
const commonLicences = ['GPL-3', 'LGPL-2.1', 'LGPL-3'] as const

/** Writes the licences of all that the zip carries into `folder`. */
export function writeLicences(sources: LicenceSources, folder: string): void {
  mkdirSync(folder, { recursive: true })
  cpSync(join(root, 'LICENSE'), join(folder, 'aadsshlogin-handler.txt'))
  writeFileSync(join(folder, 'README.txt'), overview(sources))
  writeFileSync(join(folder, 'node.txt'), sources.node)
  for (const [name, text] of sources.copyrights) writeFileSync(join(folder, `${name}.txt`), text)
  for (const name of commonLicences) cpSync(`/usr/share/common-licenses/${name}`, join(folder, `${name}.txt`))
  writeFileSync(join(folder, 'npm-packages.txt'), sources.bundled.map(section).join('\n'))
}

function section({ name, version, licence, text }: BundledPackage): string {
  return `==== ${name} ${version} (${licence})\n\n${text}`
}

function overview({ debian, bundled }: LicenceSources): string {
  const replaceable = bundled.filter(({ licence }) => licence.startsWith('LGPL'))
  return [
    'What this package is made of, and under which licences. Versions and checksums: ../sbom.json.',
    '',
    'aadsshlogin-handler.txt  the handler itself: MIT',
    'node.txt                 Node.js, runtime/*/node, with all that it contains',
    'npm-packages.txt         the packages bundled into app/*.cjs',
    'libc6.txt                the GNU C library, runtime/*/lib: LGPL 2.1 or later (LGPL-2.1.txt)',
    'libgcc-s1.txt, libstdc++6.txt  GCC run-time libraries: GPL 3 with the run-time library exception (GPL-3.txt)',
    '',
    'The libraries are separate, unmodified files of Debian: put files of your own in their place to use those.',
    'Their source is in the Debian archive, and for older versions in its snapshots, as these source packages:',
    ...new Set(debian.map(({ source }) => `  ${source}`)),
    ...replaceable.map(
      ({ name, version, licence }) => `${name} ${version} (${licence}, LGPL-3.txt) is app/${name}.cjs alone.`,
    ),
    '',
  ].join('\n')
}
