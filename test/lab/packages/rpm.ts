import { chmodSync, copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { runTool } from './tools.ts'

export interface Rpm {
  name: string
  version: string
  architecture: 'x86_64' | 'aarch64' | 'noarch'
  /** Lines of the preamble besides the usual ones, e.g. `Requires: bash`. */
  preamble: readonly string[]
  /** Scriptlets: text by section, run by /bin/sh. */
  scripts: Readonly<Record<string, string>>
  /** Files by path: text or bytes, and mode. */
  files: Readonly<Record<string, { content: string | Buffer; mode: number }>>
}

/** Builds an unsigned package into a folder with rpmbuild; its file name there. */
export async function buildRpm(rpm: Rpm, dir: string): Promise<string> {
  const work = mkdtempSync(join(tmpdir(), 'lab-rpm-'))
  try {
    writeTree(join(work, 'tree'), rpm)
    writeFileSync(join(work, 'package.spec'), specOf(rpm))
    const target = `${rpm.architecture}-linux`
    const file = fileOf(rpm)
    // HOME: somebody's own macros are not the lab's.
    await runTool('rpmbuild', ['--quiet', '-bb', '--target', target, ...macros(work), join(work, 'package.spec')], {
      env: { HOME: work },
    })
    mkdirSync(dir, { recursive: true })
    copyFileSync(join(work, 'RPMS', rpm.architecture, file), join(dir, file))
    return file
  } finally {
    rmSync(work, { recursive: true })
  }
}

/** The name of the file that `buildRpm` makes. */
export function fileOf({ name, version, architecture }: Pick<Rpm, 'name' | 'version' | 'architecture'>): string {
  return `${name}-${version}-1.${architecture}.rpm`
}

/** What rpm 4.16 can read, and no post-processing of what is packed. */
function macros(work: string): string[] {
  const values = {
    _topdir: work,
    _sourcedir: work,
    _binary_payload: 'w1.gzdio',
    _binary_filedigest_algorithm: '8',
    _build_id_links: 'none',
    debug_package: '%{nil}',
    __os_install_post: '%{nil}',
  }
  return Object.entries(values).flatMap(([name, value]) => ['--define', `${name} ${value}`])
}

function specOf({ name, version, preamble, scripts, files }: Rpm): string {
  const head = [`Name: ${name}`, `Version: ${version}`, 'Release: 1', `Summary: stand-in for ${name}`, 'License: MIT']
  const sections = Object.entries(scripts).map(([section, text]) => `%${section}\n${text}`)
  const list = Object.entries(files).map(([path, { mode }]) => `%attr(0${mode.toString(8)}, root, root) ${path}`)
  return [
    ...[...head, 'AutoReqProv: no', ...preamble],
    ...['%description', 'stand-in', '%install', 'mkdir -p %{buildroot}', 'cp -a %{_sourcedir}/tree/. %{buildroot}/'],
    ...sections,
    ...['%files', ...list, ''],
  ].join('\n')
}

function writeTree(tree: string, { files }: Rpm): void {
  mkdirSync(tree)
  for (const [path, { content, mode }] of Object.entries(files)) {
    mkdirSync(dirname(join(tree, path)), { recursive: true })
    writeFileSync(join(tree, path), content)
    // The builder must be able to read it; the list of files says the mode.
    chmodSync(join(tree, path), mode | 0o600)
  }
}
