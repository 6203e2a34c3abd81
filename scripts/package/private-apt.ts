import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { debianSources } from './debian-sources.ts'
import { cacheFolder } from './paths.ts'

export interface PrivateApt {
  /** Empty at first, and gone at the end; packages are downloaded into it. */
  readonly folder: string
  readonly fetch: (names: readonly string[]) => void
  /** As `fetch`, together with what they depend on and a machine with this dpkg status lacks. */
  readonly fetchWithDependencies: (names: readonly string[], status: string) => void
}

/**
 * What `use` answers, which gets an apt for this suite and architecture with a state of its own: nothing of the machine's
 * changes, and Debian's keyring decides what is genuine. Throws when the index or a package cannot be had.
 */
export function withPrivateApt<T>(suite: string, debianArchitecture: string, use: (apt: PrivateApt) => T): T {
  mkdirSync(cacheFolder(), { recursive: true })
  const folder = mkdtempSync(join(cacheFolder(), 'apt-'))
  try {
    const env = { ...process.env, APT_CONFIG: aptConfiguration(folder, suite, debianArchitecture) }
    execFileSync('apt-get', ['-qq', 'update'], { env, stdio: 'inherit' })
    const fetch = (names: readonly string[]): void => {
      execFileSync('apt-get', ['-qq', 'download', ...names], { env, cwd: folder })
    }
    const fetchWithDependencies = (names: readonly string[], status: string): void => {
      const options = ['--download-only', '--yes', '--no-install-recommends', '-o', `Dir::State::status=${status}`]
      execFileSync('apt-get', ['-qq', ...options, '-o', `Dir::Cache::archives=${folder}`, 'install', ...names], { env })
    }
    return use({ folder, fetch, fetchWithDependencies })
  } finally {
    rmSync(folder, { recursive: true })
  }
}

function aptConfiguration(folder: string, suite: string, debianArchitecture: string): string {
  for (const name of ['lists/partial', 'cache/archives/partial']) mkdirSync(join(folder, name), { recursive: true })
  writeFileSync(join(folder, 'status'), '')
  writeFileSync(join(folder, 'sources.list'), debianSources(suite))
  const settings = {
    'APT::Architecture': debianArchitecture,
    'APT::Sandbox::User': 'root',
    'Acquire::Languages': 'none',
    'Acquire::Retries': '5',
    'Dir::Cache': join(folder, 'cache'),
    'Dir::Etc::SourceList': join(folder, 'sources.list'),
    'Dir::Etc::SourceParts': '/dev/null',
    'Dir::State::Lists': join(folder, 'lists'),
    'Dir::State::status': join(folder, 'status'),
  }
  const lines = Object.entries(settings).map(([name, value]) => `${name} "${value}";\n`)
  writeFileSync(join(folder, 'apt.conf'), `${lines.join('')}APT::Architectures { "${debianArchitecture}"; };\n`)
  return join(folder, 'apt.conf')
}
