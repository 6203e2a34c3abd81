import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { root } from '../../scripts/package/paths.ts'
import { run, type Ended } from './extension-folder.ts'

interface Clone {
  readonly setup: () => Ended
  /** The commands that would have changed the machine, in order. */
  readonly commands: () => string[]
  /** Replaces a program of the machine by a script. */
  readonly stub: (name: string, script: string) => void
  readonly folder: string
}

/** A clone with scripts/setup, on a machine whose package managers only write down how they were called. */
function clone(): Clone {
  const folder = mkdtempSync(join(tmpdir(), 'clone-'))
  onTestFinished(() => {
    rmSync(folder, { recursive: true })
  })
  for (const name of ['bin', 'scripts', 'node_modules']) mkdirSync(join(folder, name))
  for (const name of ['setup', 'debian-packages']) cpSync(join(root, 'scripts', name), join(folder, 'scripts', name))
  writeFileSync(join(folder, 'package-lock.json'), '{}')
  const log = join(folder, 'commands')
  const stub = (name: string, script: string): void => {
    writeFileSync(join(folder, 'bin', name), `#!/bin/sh\n${script}\n`)
    chmodSync(join(folder, 'bin', name), 0o755)
  }
  stub('apt-get', `echo "apt-get $*" >>${log}`)
  stub('npm', `echo "npm $*" >>${log}; touch node_modules/.package-lock.json`)
  stub('dpkg-query', 'echo installed')
  stub('sleep', `echo "sleep $*" >>${log}`)
  stub('id', 'echo 0')
  return {
    setup: () => run([join(folder, 'scripts/setup')], { PATH: `${join(folder, 'bin')}:/usr/bin:/bin` }),
    commands: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    stub,
    folder,
  }
}

const lacks = (name: string): string => `case "$*" in *" ${name}") exit 1 ;; *) echo installed ;; esac`

describe('scripts/setup', () => {
  it('installs the npm packages of a fresh clone, once', () => {
    const { setup, commands } = clone()

    const statuses = [setup().status, setup().status]

    expect(statuses).toEqual([0, 0])
    expect(commands()).toEqual(['npm ci --no-audit --no-fund --loglevel=error'])
  })

  it('installs them again when the lock file is newer', () => {
    const { setup, commands, folder } = clone()
    setup()
    const later = new Date(Date.now() + 60_000)
    utimesSync(join(folder, 'package-lock.json'), later, later)

    setup()

    expect(commands()).toHaveLength(2)
  })

  it('installs just the Debian packages that are missing, and says so', () => {
    const { setup, commands, stub } = clone()
    stub('dpkg-query', lacks('mmdebstrap'))

    const { status, stdout } = setup()

    expect(status).toBe(0)
    expect(stdout).toContain('setup: installs the Debian packages mmdebstrap (')
    expect(commands().slice(0, 2)).toEqual([
      expect.stringMatching(/^apt-get .* update$/),
      expect.stringMatching(/^apt-get .* install -y --no-install-recommends mmdebstrap$/),
    ])
  })

  it('tries four times when the mirror fails, then gives up', () => {
    const { setup, commands, stub, folder } = clone()
    stub('dpkg-query', lacks('mmdebstrap'))
    stub('apt-get', `echo apt-get >>${folder}/commands; exit 100`)

    const { status } = setup()

    expect(status).not.toBe(0)
    expect(commands()).toEqual(['apt-get', 'sleep 2', 'apt-get', 'sleep 5', 'apt-get', 'sleep 15', 'apt-get'])
  })

  it('tells a user who is not root what to install', () => {
    const { setup, commands, stub } = clone()
    stub('dpkg-query', lacks('mmdebstrap'))
    stub('id', 'echo 1000')

    const { status, stderr } = setup()

    expect(status).toBe(1)
    expect(stderr).toBe('setup: as root, run: apt-get install --no-install-recommends mmdebstrap\n')
    expect(commands()).toEqual([])
  })
})
