import { chmodSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createHash } from 'node:crypto'
import { dirname, join } from 'node:path'
import { runTool } from './tools.ts'

export interface Deb {
  name: string
  version: string
  architecture: string
  /** Further control fields. */
  fields: Readonly<Record<string, string>>
  /** Control files besides `control`: text by name, maintainer scripts executable. */
  control: Readonly<Record<string, string>>
  /** Files by path: text or bytes, and mode. */
  files: Readonly<Record<string, { content: string | Buffer; mode: number }>>
}

/** A package's paragraph of a Packages index, with the file it stands for. */
export interface BuiltDeb {
  deb: Deb
  file: string
  sha256: string
  size: number
}

/** Builds a package into a folder with dpkg-deb. */
export async function buildDeb(deb: Deb, dir: string): Promise<BuiltDeb> {
  const name = `${deb.name}_${deb.version}_${deb.architecture}`
  const tree = join(dir, `${name}.tree`)
  writeTree(tree, deb)
  const file = join(dir, `${name}.deb`)
  await runTool('dpkg-deb', ['--root-owner-group', '-Zgzip', '-z1', '--build', tree, file])
  rmSync(tree, { recursive: true })
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex')
  return { deb, file: `${name}.deb`, sha256, size: statSync(file).size }
}

/** The control fields of a package, in the order of Debian policy. */
export function controlFields(deb: Deb): string {
  const fields = {
    Package: deb.name,
    Version: deb.version,
    Architecture: deb.architecture,
    Maintainer: 'Stand-in <standin@standin.test>',
    Section: 'net',
    Priority: 'optional',
    ...deb.fields,
    Description: `stand-in for ${deb.name}`,
  }
  return Object.entries(fields)
    .map(([name, value]) => `${name}: ${value}\n`)
    .join('')
}

function writeTree(tree: string, deb: Deb): void {
  const put = (path: string, content: string | Buffer, mode: number) => {
    mkdirSync(dirname(join(tree, path)), { recursive: true, mode: 0o755 })
    writeFileSync(join(tree, path), content)
    chmodSync(join(tree, path), mode)
  }
  put('DEBIAN/control', controlFields(deb), 0o644)
  for (const [name, text] of Object.entries(deb.control))
    put(`DEBIAN/${name}`, text, name === 'triggers' ? 0o644 : 0o755)
  for (const [path, { content, mode }] of Object.entries(deb.files)) put(path, content, mode)
}
