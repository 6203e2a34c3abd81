import { spawn } from 'node:child_process'
import {
  chmodSync,
  closeSync,
  copyFileSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { breakableCopy, run, told, unpackLikeTheAgent, zipOfTellingProgram, type Ended } from './extension-folder.ts'

const loaderName = 'runtime/x64/lib/ld-linux-x86-64.so.2'
let pristine = ''

beforeAll(async () => {
  pristine = unpackLikeTheAgent(await zipOfTellingProgram())
})
afterAll(() => {
  rmSync(pristine, { recursive: true })
})

/** A copy of the extension folder with the folders and the environment file that the agent makes. */
function extension(): string {
  const base = breakableCopy(pristine)
  mkdirSync(join(base, 'status'))
  const environment = [{ version: 1.0, handlerEnvironment: { statusFolder: join(base, 'status') } }]
  writeFileSync(join(base, 'HandlerEnvironment.json'), JSON.stringify(environment))
  return base
}

function handler(base: string, operation: string): Ended {
  return run([join(base, 'scripts/handler.sh'), operation], { ConfigSequenceNumber: '4' }, base)
}

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
    const base = extension()

    const { status, stdout, stderr } = run(['/usr/bin/setarch', 'i686', join(base, 'scripts/handler.sh'), 'install'])

    expect({ status, stdout }).toEqual({ status: 51, stdout: '' })
    expect(stderr.split('\n')).toEqual([
      "51: The processor architecture 'i686' is not supported (supported: x86_64).",
      'Use a VM size with a supported processor architecture.',
      '',
    ])
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
    const base = extension()
    rmSync(join(base, name))

    const { status, stderr } = handler(base, 'install')

    expect(status).toBe(52)
    expect(stderr).toContain(`52: The extension folder is damaged: ${join(base, name)} is missing`)
  })

  it('ends with 52 when a file was cut to nothing', () => {
    const base = extension()
    rmSync(join(base, 'runtime/x64/node'))
    writeFileSync(join(base, 'runtime/x64/node'), '')

    expect(handler(base, 'install').status).toBe(52)
  })

  it('ends with 52 and the answer of the system when the loader is not one', () => {
    const base = extension()
    rmSync(join(base, loaderName))
    writeFileSync(join(base, loaderName), '\x7fELF', { mode: 0o744 })

    const { status, stderr } = handler(base, 'install')

    expect(status).toBe(52)
    expect(stderr).toMatch(/^52: The runtime \S+ cannot be started: .*\n/)
  })

  it('ends with 52 when the loader may not be executed', () => {
    const base = extension()
    chmodSync(ownLoader(base), 0o644)

    const { status, stderr } = handler(base, 'install')

    expect(status).toBe(52)
    expect(stderr).toMatch(/cannot be started: Permission denied\.\n/)
  })

  it('ends with 52 and says noexec when the file system is mounted so', () => {
    const base = extension()
    const inside = `mount --bind ${base} ${base} && mount -o remount,bind,noexec ${base} && sh ${base}/scripts/handler.sh install`

    const { status, stderr } = run(['/usr/bin/unshare', '--mount', '/bin/sh', '-c', inside], { PATH: '/usr/bin:/bin' })

    expect(status).toBe(52)
    expect(stderr).toContain(`52: The file system of ${base} is mounted noexec`)
  })
})

describe('handler.sh while the loader is still open for writing', () => {
  it('waits until it is closed', async () => {
    const base = extension()
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
    const base = extension()
    const open = openSync(ownLoader(base), 'r+')

    const { status, stderr } = handler(base, 'install')
    closeSync(open)

    expect(status).toBe(52)
    expect(stderr).toContain('52: Another process keeps')
  })
})

describe('handler.sh that cannot start the program', () => {
  it('leaves a final status when it was asked to enable', () => {
    const base = extension()
    rmSync(join(base, 'runtime/x64/node'))

    const { status, stderr } = handler(base, 'enable')
    const written = JSON.parse(readFileSync(join(base, 'status/4.status'), 'utf8')) as unknown

    expect(status).toBe(52)
    const message = { lang: 'en-US', message: stderr.trim().replace('52: ', '').replace('\n', ' ') }
    expect(written).toEqual([
      {
        version: 1,
        timestampUTC: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/) as string,
        status: {
          name: 'AADSSHLoginForLinux',
          operation: 'Enable',
          configurationAppliedTime: expect.stringMatching(/Z$/) as string,
          status: 'error',
          code: 52,
          formattedMessage: message,
          substatus: [{ name: 'ErrorClarification', status: 'error', code: 52, formattedMessage: message }],
        },
      },
    ])
    expect(readdirSync(join(base, 'status'))).toEqual(['4.status'])
  })

  it('does not hold up a delete by failing to disable, and leaves no status', () => {
    const base = extension()
    rmSync(join(base, 'runtime/x64/node'))

    const { status, stderr } = handler(base, 'disable')

    expect(status).toBe(0)
    expect(stderr).toMatch(/^52: /)
    expect(readdirSync(join(base, 'status'))).toEqual([])
  })

  it.each(['install', 'update', 'uninstall', 'status'])('ends %s with the code and leaves no status', (operation) => {
    const base = extension()
    rmSync(join(base, 'runtime/x64/node'))

    expect(handler(base, operation).status).toBe(52)
    expect(readdirSync(join(base, 'status'))).toEqual([])
  })

  it('says it in what the agent keeps of an output', () => {
    const base = extension()
    rmSync(join(base, 'runtime/x64/node'))

    expect(handler(base, 'install').stderr.length).toBeLessThan(1590)
  })
})

describe('a program that fails outside of its own care', () => {
  const ends: [string, string, string][] = [
    ['cannot be parsed', 'const = 1', "70: The extension met an error of its own: Unexpected token '='."],
    ['throws while it is loaded', 'throw new Error("torn")', '70: The extension met an error of its own: torn.'],
    ['rejects', 'void Promise.reject(new Error("late"))', '70: The extension met an error of its own: late.'],
  ]

  it.each(ends)('%s: ends with one cause and one remedy in place of its source', (_, program, cause) => {
    const base = extension()
    rmSync(join(base, 'app/main.cjs'))
    writeFileSync(join(base, 'app/main.cjs'), `${program}; /* ${'x'.repeat(500_000)} */`)

    const { status, stderr } = handler(base, 'enable')

    expect(status).toBe(70)
    expect(stderr.split('\n')[0]).toBe(cause)
    expect(stderr.split('\n')[1]).toMatch(/^Open an issue/)
    expect(stderr.length).toBeLessThan(1590)
  })

  it('does not hold up a delete', () => {
    const base = extension()
    rmSync(join(base, 'app/main.cjs'))
    writeFileSync(join(base, 'app/main.cjs'), 'throw new Error("torn")')

    const { status, stderr } = handler(base, 'disable')

    expect(status).toBe(0)
    expect(stderr).toMatch(/^70: /)
  })
})
