import { copyFileSync, mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { run, told, unpackLikeTheAgent, zipOfTellingProgram } from './extension-folder.ts'

const base = '/var/lib/waagent/extension'
let root = ''

/** A root with one static busybox and the extension: no C library, no /etc, no Node. */
beforeAll(async () => {
  root = mkdtempSync(join(tmpdir(), 'empty-root-'))
  for (const folder of ['bin', 'usr', 'proc', 'dev', 'tmp', 'var/lib/waagent']) {
    mkdirSync(join(root, folder), { recursive: true })
  }
  symlinkSync('../bin', join(root, 'usr/bin'))
  copyFileSync('/bin/busybox', join(root, 'bin/busybox'))
  for (const name of ['sh', 'uname', 'readlink', 'sed', 'date', 'tr', 'mv', 'sleep']) {
    symlinkSync('busybox', join(root, 'bin', name))
  }
  const unpacked = unpackLikeTheAgent(await zipOfTellingProgram())
  renameSync(unpacked, join(root, base))
})
afterAll(() => {
  rmSync(root, { recursive: true })
})

/** Runs a command in the root with its own mounts, which end with it. */
function inRoot(...command: string[]) {
  const mounts = 'mount -t proc none "$1/proc" && mount --rbind /dev "$1/dev" && exec chroot "$@"'
  return run(
    ['/usr/bin/unshare', '--mount', '--propagation', 'private', '/bin/sh', '-c', mounts, 'sh', root, ...command],
    {
      PATH: '/usr/sbin:/usr/bin:/sbin:/bin',
    },
  )
}

describe('the zip in an empty root', () => {
  it('has no C library and no Node to fall back on', () => {
    const { stdout } = inRoot('/bin/busybox', 'find', '/', '-xdev', '-name', 'libc.so*', '-o', '-xdev', '-name', 'node')

    expect(stdout.trim().split('\n')).toEqual([`${base}/runtime/x64/node`, `${base}/runtime/x64/lib/libc.so.6`])
  })

  it('runs', () => {
    const started = told(inRoot(`${base}/scripts/handler.sh`, 'enable'))

    expect(started.operation).toEqual(['enable'])
    expect(started.executable).toBe(`${base}/runtime/x64/lib/ld-linux-x86-64.so.2`)
    expect(started.onDemand).toEqual(['function', 'function'])
  })
})
