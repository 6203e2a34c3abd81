import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { versionOfProject } from '../../scripts/package/options.ts'
import { cacheFolder, root } from '../../scripts/package/paths.ts'

/** Builds in a copy of the repository at this path, in an environment that differs from the other build's. */
function buildIn(folder: string, environment: Record<string, string>): Buffer[] {
  mkdirSync(folder, { recursive: true })
  const parts = [
    ...['HandlerManifest.json', 'LICENSE', 'package-lock.json', 'package.json'],
    ...['distro-profiles', 'scripts', 'simulation', 'src', 'test'],
  ]
  for (const part of parts) cpSync(join(root, part), join(folder, part), { recursive: true })
  symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'))
  execFileSync(process.execPath, ['scripts/package.ts'], {
    cwd: folder,
    env: { PATH: process.env.PATH, AADSSH_LAB_CACHE: join(cacheFolder(), '..'), ...environment },
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  const names = [`AADSSHLoginForLinux-${versionOfProject()}.zip`, 'aadsshlogin-handler.tar.gz']
  return names.map((name) => readFileSync(join(folder, 'dist', name)))
}

describe('two builds', () => {
  it('are equal byte for byte, whatever the folder, the time zone, the locale and the umask', () => {
    const parent = mkdtempSync(join(tmpdir(), 'builds-'))
    onTestFinished(() => {
      rmSync(parent, { recursive: true })
    })
    mkdirSync(join(parent, 'temporary'))

    const one = buildIn(join(parent, 'one'), { TZ: 'Asia/Kolkata', LANG: 'C' })
    const umask = process.umask(0o077)
    const two = buildIn(join(parent, 'another place/with a longer name'), {
      TZ: 'America/New_York',
      LANG: 'de_DE.UTF-8',
      TMPDIR: join(parent, 'temporary'),
    })
    process.umask(umask)

    expect(one.map(({ length }) => length > 40_000_000)).toEqual([true, true])
    expect(one.map((bytes, at) => bytes.equals(two[at] ?? Buffer.alloc(0)))).toEqual([true, true])
  })
})
