import { spawn } from 'node:child_process'
import { chmodSync, closeSync, copyFileSync, openSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  breakableExtension,
  handler,
  run,
  shells,
  told,
  unpackLikeTheAgent,
  zipOfTellingProgram,
} from './extension-folder.ts'

const loaderName = 'runtime/x64/lib/ld-linux-x86-64.so.2'
let pristine = ''

beforeAll(async () => {
  pristine = unpackLikeTheAgent(await zipOfTellingProgram())
})
afterAll(() => {
  rmSync(pristine, { recursive: true })
})

/** A loader of its own instead of the shared link, so that it can be opened for writing. */
function ownLoader(base: string): string {
  const loader = join(base, loaderName)
  rmSync(loader)
  copyFileSync(join(pristine, loaderName), loader)
  chmodSync(loader, 0o744)
  return loader
}

describe('handler.sh on a machine that it has no runtime for', () => {
  it('ends with 51, a cause and a remedy', () => {
    const base = breakableExtension(pristine)

    const { status, stdout, stderr } = run(['/usr/bin/setarch', 'i686', join(base, 'scripts/handler.sh'), 'install'])

    expect({ status, stdout }).toEqual({ status: 51, stdout: '' })
    expect(stderr.split('\n')).toEqual([
      "51: The processor architecture 'i686' is not supported (supported: x86_64, aarch64).",
      'Use a VM size with a supported processor architecture.',
      '',
    ])
  })

  it('says it of a package that was made for another architecture', () => {
    const base = breakableExtension(pristine)
    renameSync(join(base, 'runtime/x64'), join(base, 'runtime/arm64'))

    const { status, stderr } = handler(base, 'install')

    expect(status).toBe(51)
    expect(stderr).toBe(
      "51: This package was made without the parts for the processor architecture 'x86_64'.\n" +
        'Install the package that is made for every architecture.\n',
    )
  })
})

describe('handler.sh in a damaged folder', () => {
  const needed = [
    'app/start.cjs',
    'app/main.cjs',
    'HandlerManifest.json',
    'runtime/x64/node',
    loaderName,
    'runtime/x64/lib/libc.so.6',
    'runtime/x64/lib/libstdc++.so.6',
  ]

  it.each(needed)('ends with 52 and names %s when it is missing', (name) => {
    const base = breakableExtension(pristine)
    rmSync(join(base, name))

    const { status, stderr } = handler(base, 'install')

    expect(status).toBe(52)
    expect(stderr).toContain(`52: The extension folder is damaged: ${join(base, name)} is missing`)
  })

  it('ends with 52 when a file was cut to nothing', () => {
    const base = breakableExtension(pristine)
    rmSync(join(base, 'runtime/x64/node'))
    writeFileSync(join(base, 'runtime/x64/node'), '')

    expect(handler(base, 'install').status).toBe(52)
  })

  it('ends with 52 and the answer of the system when the loader is not one', () => {
    const base = breakableExtension(pristine)
    rmSync(join(base, loaderName))
    writeFileSync(join(base, loaderName), '\x7fELF', { mode: 0o744 })

    const { status, stderr } = handler(base, 'install')

    expect(status).toBe(52)
    expect(stderr).toMatch(/^52: The runtime \S+ cannot be started: .*\n/)
  })

  it('ends with 52 when the loader may not be executed', () => {
    const base = breakableExtension(pristine)
    chmodSync(ownLoader(base), 0o644)

    const { status, stderr } = handler(base, 'install')

    expect(status).toBe(52)
    expect(stderr).toMatch(/cannot be started: Permission denied\.\n/)
  })

  it('ends with 52 and says noexec when the file system is mounted so', () => {
    const base = breakableExtension(pristine)
    const inside = `mount --bind ${base} ${base} && mount -o remount,bind,noexec ${base} && sh ${base}/scripts/handler.sh install`

    const { status, stderr } = run(['/usr/bin/unshare', '--mount', '/bin/sh', '-c', inside], { PATH: '/usr/bin:/bin' })

    expect(status).toBe(52)
    expect(stderr).toContain(`52: The file system of ${base} is mounted noexec`)
  })
})

describe('handler.sh while the loader is still open for writing', () => {
  it('waits until it is closed', async () => {
    const base = breakableExtension(pristine)
    const open = openSync(ownLoader(base), 'r+')
    const child = spawn(join(base, 'scripts/handler.sh'), ['enable'], { env: {}, stdio: ['ignore', 'pipe', 'pipe'] })
    const output: string[] = []
    child.stdout.on('data', (bytes: Buffer) => output.push(bytes.toString()))
    const ended = new Promise<number | null>((resolve) => child.on('close', resolve))

    setTimeout(() => {
      closeSync(open)
    }, 1500)
    const status = await ended

    expect(told({ status, stdout: output.join(''), stderr: '' }).operation).toEqual(['enable'])
  })

  it('ends with 52 when it is never closed', () => {
    const base = breakableExtension(pristine)
    const open = openSync(ownLoader(base), 'r+')

    const { status, stderr } = handler(base, 'install')
    closeSync(open)

    expect(status).toBe(52)
    expect(stderr).toContain('52: Another process keeps')
  })
})

describe.each(shells)('handler.sh under %s says what is wrong', (_, shell) => {
  const door = (base: string): string[] => [...shell, join(base, 'scripts/handler.sh'), 'install']
  const path = { PATH: '/usr/bin:/bin' }

  it('with the processor', () => {
    const ended = run(['/usr/bin/setarch', 'i686', ...door(breakableExtension(pristine))])

    expect([ended.status, ended.stderr.slice(0, 4)]).toEqual([51, '51: '])
  })

  it('with a file that is missing', () => {
    const base = breakableExtension(pristine)
    rmSync(join(base, 'runtime/x64/node'))

    const ended = run(door(base))

    expect([ended.status, ended.stderr.split(',')[0]]).toEqual([
      52,
      `52: The extension folder is damaged: ${base}/runtime/x64/node is missing`,
    ])
  })

  it('with a file system that is mounted noexec', () => {
    const base = breakableExtension(pristine)
    const inside = `mount --bind ${base} ${base} && mount -o remount,bind,noexec ${base} && exec "$@"`
    const words = shell.length === 0 ? ['/bin/sh', ...door(base)] : door(base)

    const ended = run(['/usr/bin/unshare', '--mount', '/bin/sh', '-c', inside, 'sh', ...words], path)

    expect([ended.status, ended.stderr.split(',')[0]]).toEqual([52, `52: The file system of ${base} is mounted noexec`])
  })

  it('with a loader that somebody writes to', () => {
    const base = breakableExtension(pristine)
    const open = openSync(ownLoader(base), 'r+')

    // Without a `sleep` that sleeps: how long it waits is another test's.
    const nap = join(base, 'nap')
    writeFileSync(nap, '#!/bin/sh\n', { mode: 0o755 })
    const inside = `mount --bind ${nap} /usr/bin/sleep && exec "$@"`
    const ended = run(['/usr/bin/unshare', '--mount', '/bin/sh', '-c', inside, 'sh', ...door(base)], path)
    closeSync(open)

    expect([ended.status, ended.stderr.slice(0, 27)]).toEqual([52, '52: Another process keeps /'])
  })
})
