import { execFileSync } from 'node:child_process'
import { hash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Architecture } from './architectures.ts'
import { bundleProgram, bundleScript } from './bundle.ts'
import { bundledPackages } from './bundled-packages.ts'
import { debianLibraryPackages } from './debian-packages.ts'
import { writeLicences } from './licences.ts'
import { nodeBinary } from './node-binary.ts'
import type { PackageOptions } from './options.ts'
import { root } from './paths.ts'
import { debianComponents, nodeComponent, npmComponents, sbomText } from './sbom.ts'
import { copySharedLibraries } from './shared-libraries.ts'

/** Lays out in the empty folder `stage` all that the zip will hold. */
export async function fillStage(stage: string, options: PackageOptions): Promise<void> {
  for (const folder of ['app', 'scripts', 'distro-profiles']) mkdirSync(join(stage, folder))
  cpSync(join(root, 'HandlerManifest.json'), join(stage, 'HandlerManifest.json'))
  cpSync(join(root, 'scripts/handler.sh'), join(stage, 'scripts/handler.sh'))
  copyProfiles(options.profiles, join(stage, 'distro-profiles'))

  const program = await bundleProgram(options.entry, join(stage, 'app'), options.version)
  const files = program.map(({ file }) => file)
  await bundleScript('start.ts', join(stage, 'app'))
  const bundled = bundledPackages(program.flatMap(({ modules }) => modules))

  const runtimes = options.architectures.map((architecture) => addRuntime(stage, architecture, options.refresh))
  for (const architecture of options.architectures)
    await makeCodeCaches(stage, architecture, [options.version, ...files])

  const components = [...runtimes.flatMap((runtime) => runtime.components), ...npmComponents(bundled)]
  writeFileSync(join(stage, 'sbom.json'), sbomText(options.version, components))
  const debian = runtimes.flatMap((runtime) => runtime.debian)
  const [{ node, copyrights }] = [runtimes[0]!]
  writeLicences({ node, debian, copyrights, bundled }, join(stage, 'licenses'))
}

function copyProfiles(from: string, to: string): void {
  const profiles = readdirSync(from).filter((name) => name.endsWith('.json'))
  if (profiles.length === 0) throw new Error(`no distribution profiles (*.json) in ${from}`)
  for (const name of profiles) cpSync(join(from, name), join(to, name))
}

function addRuntime(stage: string, architecture: Architecture, refresh: boolean) {
  const folder = join(stage, 'runtime', architecture.name)
  mkdirSync(join(folder, 'lib'), { recursive: true })
  const node = nodeBinary(architecture)
  writeFileSync(join(folder, 'node'), node.data)
  const debian = debianLibraryPackages(architecture, refresh)
  const libraries = copySharedLibraries(architecture, debian, join(folder, 'lib'))
  const components = [
    nodeComponent(architecture, node, stage),
    ...debianComponents(architecture, debian, libraries, stage),
  ]
  return { components, debian, node: node.licence, copyrights: libraries.copyrights }
}

/** As handler.sh gives them: V8 takes a code cache only under the flags under which it was made. */
const nodeFlags = ['--max-semi-space-size=4']

/** With a fixed seed and all of its work in one thread V8 writes the same cache every time; it is no other cache for it. */
const repeatable = ['--predictable', '--random-seed=1']

/** Rehearses on the staged runtime until two rehearsals agree, then loads the rest. */
async function makeCodeCaches(
  stage: string,
  architecture: Architecture,
  [version, ...files]: readonly string[],
): Promise<void> {
  const folder = join(stage, 'runtime', architecture.name)
  const scripts = mkdtempSync(join(tmpdir(), 'warm-up-'))
  const start = [...architecture.emulator, join(folder, 'lib', architecture.loader)]
  const runtime = ['--library-path', join(folder, 'lib'), join(folder, 'node'), ...nodeFlags, ...repeatable]
  const run = async (script: string, ...words: string[]): Promise<void> => {
    await bundleScript(`${script}.ts`, scripts)
    const [program, ...first] = [...start, ...runtime, join(scripts, `${script}.cjs`), ...words]
    const env = { PATH: '/usr/bin:/bin', LC_ALL: 'C' }
    execFileSync(program!, first, { cwd: join(stage, 'app'), env, stdio: ['ignore', 'ignore', 'inherit'] })
  }
  try {
    await untilTwoAgree(join(stage, 'app'), `.${architecture.name}.cache`, () => run('rehearse', version!, files[0]!))
    await run('warm-up', ...files)
    for (const file of files) checkCodeCache(join(stage, 'app', `${file}.${architecture.name}.cache`), stage)
  } finally {
    rmSync(scripts, { recursive: true })
  }
}

/** On a machine that stalled for seconds, 3 rehearsals of 30 made other caches than the rest; why is not known. */
const mostRehearsals = 6

/** Makes the caches anew until they are what they have been before. Throws when that takes too many rehearsals. */
async function untilTwoAgree(app: string, ending: string, rehearse: () => Promise<void>): Promise<void> {
  const seen = new Set<string>()
  while (seen.size < mostRehearsals) {
    const caches = (): string[] =>
      readdirSync(app)
        .filter((name) => name.endsWith(ending))
        .sort()
    for (const name of caches()) rmSync(join(app, name))
    await rehearse()
    const made = hash('sha256', Buffer.concat(caches().map((name) => readFileSync(join(app, name)))))
    if (seen.has(made)) return
    seen.add(made)
  }
  throw new Error(`${mostRehearsals} rehearsals made ${mostRehearsals} different code caches`)
}

function checkCodeCache(cache: string, stage: string): void {
  if (!existsSync(cache)) throw new Error(`no code cache was made: ${cache}`)
  if (readFileSync(cache).includes(stage)) throw new Error(`the code cache names the folder of this build: ${cache}`)
}
