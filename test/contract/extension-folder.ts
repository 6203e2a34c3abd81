import { execFileSync, spawnSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { packageIfStale } from '../../scripts/package/build.ts'
import { architecturesNamed, defaultOptions } from '../../scripts/package/options.ts'
import { cacheFolder } from '../../scripts/package/paths.ts'

/** The shells that run handler.sh, by what starts them; bash 4.2 of the oldest systems is not to be had here. */
export const shells: readonly [string, readonly string[]][] = [
  ['/bin/sh', []],
  ['dash', ['/bin/dash']],
  ['bash', ['/bin/bash']],
  ['bash as sh', ['/bin/bash', '--posix']],
  ['busybox ash', ['/bin/busybox', 'ash']],
]

/** What fixtures/program.ts says of how it was started. */
export interface Started {
  readonly arguments: readonly string[]
  readonly operation: readonly string[]
  readonly version: string
  readonly program: string
  readonly folder: string
  readonly executable: string
  readonly environment: Readonly<Record<string, string>>
  readonly umask: string
  readonly coreLimit: string
  readonly cwd: string
  readonly onDemand: readonly string[]
}

export interface Ended {
  readonly status: number | null
  readonly stdout: string
  readonly stderr: string
}

/**
 * A zip with the real door, runtime and loader, whose program only tells how it was started. It carries this machine's
 * architecture alone, unless another one is asked for.
 */
export async function zipOfTellingProgram(architecture = 'x64'): Promise<string> {
  const fixtures = join(import.meta.dirname, 'fixtures')
  return packageIfStale({
    ...defaultOptions(),
    architectures: architecturesNamed(architecture),
    entry: join(fixtures, 'program.ts'),
    profiles: join(fixtures, 'profiles'),
    out: join(cacheFolder(), 'telling-program'),
  })
}

/** A zip for every architecture whose program tries what the handler needs of a machine. */
export async function zipOfProbe(): Promise<string> {
  const fixtures = join(import.meta.dirname, 'fixtures')
  return packageIfStale({
    ...defaultOptions(),
    entry: join(fixtures, 'probe.ts'),
    profiles: join(fixtures, 'profiles'),
    out: join(cacheFolder(), 'probe'),
  })
}

/** The zip that is published. */
export async function zipToPublish(): Promise<string> {
  return packageIfStale(defaultOptions())
}

/** A folder into which the zip is unpacked as the agent does it: extractall, then u+x for every file. */
export function unpackLikeTheAgent(zip: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'extension-'))
  const script = [
    'import os, sys, zipfile',
    'os.umask(0o022)',
    'zipfile.ZipFile(sys.argv[1]).extractall(sys.argv[2])',
    'for parent, _, files in os.walk(sys.argv[2]):',
    '  for name in files:',
    '    path = os.path.join(parent, name)',
    '    os.chmod(path, os.stat(path).st_mode | 0o100)',
  ].join('\n')
  execFileSync('python3', ['-c', script, zip, folder])
  return folder
}

/** The same files as links, so that a test may replace some of them; removed after the test. */
function breakableCopy(folder: string): string {
  const parent = mkdtempSync(join(tmpdir(), 'broken-'))
  onTestFinished(() => {
    rmSync(parent, { recursive: true })
  })
  const copy = join(parent, 'extension')
  execFileSync('cp', ['-al', folder, copy])
  return copy
}

/** Runs a program to its end with just this environment. */
export function run(command: readonly string[], env: Record<string, string> = {}, cwd = '/'): Ended {
  const [program = '', ...words] = command
  const { status, stdout, stderr } = spawnSync(program, words, { env, cwd, encoding: 'utf8' })
  return { status, stdout, stderr }
}

/** What the telling program said; throws with its error output when it said nothing. */
export function told({ status, stdout, stderr }: Ended): Started {
  if (status !== 0) throw new Error(`ended with ${status ?? 'a signal'}: ${stderr}`)
  return JSON.parse(stdout) as Started
}

/** A copy of the extension folder with the folders and the environment file that the agent makes. */
export function breakableExtension(pristine: string): string {
  const base = breakableCopy(pristine)
  mkdirSync(join(base, 'status'))
  const environment = [{ version: 1.0, handlerEnvironment: { statusFolder: join(base, 'status') } }]
  writeFileSync(join(base, 'HandlerEnvironment.json'), JSON.stringify(environment))
  return base
}

/** Runs a command as the agent does it for the settings with sequence number 4. */
export function handler(base: string, operation: string): Ended {
  return run([join(base, 'scripts/handler.sh'), operation], { ConfigSequenceNumber: '4' }, base)
}
