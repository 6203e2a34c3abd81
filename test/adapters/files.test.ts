import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { closeSync, mkdirSync, openSync, readFileSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { systemFiles } from '../../src/adapters/files.ts'
import { FileTooLarge } from '../../src/host.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const files = systemFiles()

describe('readText and readBytes', () => {
  it('read a file, a byte order mark dropped from text only', async () => {
    const path = `${temporaryFolder()}/x`
    writeFileSync(path, '\uFEFFé')

    expect(await files.readText(path)).toBe('é')
    expect(await files.readBytes(path)).toEqual(Buffer.from('\uFEFFé'))
  })

  it('answer undefined when there is none', async () => {
    const folder = temporaryFolder()
    writeFileSync(`${folder}/x`, '')

    expect(await files.readText(`${folder}/none`)).toBeUndefined()
    expect(await files.readBytes(`${folder}/x/below`)).toBeUndefined()
  })

  it('read exactly up to the limit', async () => {
    const path = `${temporaryFolder()}/x`
    writeFileSync(path, 'x'.repeat(100_000))

    expect((await files.readText(path, 100_000))?.length).toBe(100_000)
    await expect(files.readText(path, 99_999)).rejects.toBeInstanceOf(FileTooLarge)
  })

  it('stop at the limit where the system gives no size', async () => {
    await expect(files.readBytes('/dev/zero', 200_000)).rejects.toBeInstanceOf(FileTooLarge)
    expect((await files.readText('/proc/self/status', 100_000))?.length).toBeGreaterThan(100)
  })

  it('do not wait for a writer of a pipe', async () => {
    const path = `${temporaryFolder()}/pipe`
    execFileSync('mkfifo', [path])

    expect(await files.readText(path)).toBe('')
  })

  it('throw what is no absence', async () => {
    await expect(files.readText(temporaryFolder())).rejects.toMatchObject({ code: 'EISDIR' })
  })

  it('mend what is not UTF-8', async () => {
    const path = `${temporaryFolder()}/x`
    writeFileSync(path, new Uint8Array([0x61, 0xff]))

    expect(await files.readText(path)).toBe('a\uFFFD')
  })
})

describe('a process that ends while it is looked at', () => {
  it('has no files, like one that ended before', async () => {
    const child = spawn('sleep', ['60'])
    await once(child, 'spawn')
    const folder = openSync(`/proc/${child.pid ?? ''}`, 'r')
    onTestFinished(() => {
      closeSync(folder)
    })
    const path = `/proc/self/fd/${folder}`
    expect(await files.readText(`${path}/cmdline`)).toBe('sleep\x0060\0')
    child.kill()
    await once(child, 'close')

    expect(await files.readText(`${path}/cmdline`)).toBeUndefined()
    expect(await files.stat(`${path}/cmdline`)).toBeUndefined()
    expect(await files.list(`${path}/fd`)).toBeUndefined()
  })
})

describe('list', () => {
  it('names what is in a folder, sorted', async () => {
    const folder = temporaryFolder()
    for (const name of ['b', 'a10', 'a9']) writeFileSync(`${folder}/${name}`, '')

    expect(await files.list(folder)).toEqual(['a10', 'a9', 'b'])
    expect(await files.list(`${folder}/none`)).toBeUndefined()
    expect(await files.list(`${folder}/b`)).toBeUndefined()
  })
})

describe('stat and resolve', () => {
  it('see files, folders, links and others as what they are', async () => {
    const folder = temporaryFolder()
    writeFileSync(`${folder}/file`, 'abc', { mode: 0o640 })
    utimesSync(`${folder}/file`, 1000, 1000)
    symlinkSync('file', `${folder}/link`)
    symlinkSync('nowhere', `${folder}/dangling`)
    symlinkSync('loop', `${folder}/loop`)

    expect(await files.stat(`${folder}/file`)).toEqual({
      type: 'file',
      size: 3,
      mtimeMs: 1_000_000,
      inode: statSync(`${folder}/file`).ino,
      mode: 0o640,
      uid: process.getuid?.(),
    })
    expect((await files.stat(folder))?.type).toBe('directory')
    expect((await files.stat(`${folder}/link`))?.type).toBe('link')
    expect((await files.stat('/dev/null'))?.type).toBe('other')
    expect(await files.stat(`${folder}/none`)).toBeUndefined()
    expect(await files.resolve(`${folder}/link`)).toBe(`${folder}/file`)
    expect(await files.resolve(`${folder}/dangling`)).toBeUndefined()
    expect(await files.resolve(`${folder}/loop`)).toBeUndefined()
  })
})

describe('makeDirectory', () => {
  it('makes what is missing, with its mode whatever the umask, and answers the topmost', async () => {
    const folder = temporaryFolder()
    const before = process.umask(0o077)
    onTestFinished(() => void process.umask(before))

    expect(await files.makeDirectory(`${folder}/a/b/c`, 0o755)).toBe(`${folder}/a`)
    for (const made of ['a', 'a/b', 'a/b/c']) expect(statSync(`${folder}/${made}`).mode & 0o7777).toBe(0o755)
  })

  it('leaves alone what is there', async () => {
    const folder = temporaryFolder()
    mkdirSync(`${folder}/a`, { mode: 0o700 })

    expect(await files.makeDirectory(`${folder}/a`, 0o755)).toBeUndefined()
    expect(await files.makeDirectory(`${folder}/a/b/`, 0o755)).toBe(`${folder}/a/b`)
    expect(statSync(`${folder}/a`).mode & 0o7777).toBe(0o700)
  })
})

describe('rename and remove', () => {
  it('move and remove files and trees; absence is fine', async () => {
    const folder = temporaryFolder()
    mkdirSync(`${folder}/a/b`, { recursive: true })
    writeFileSync(`${folder}/a/b/c`, 'x')

    await files.rename(`${folder}/a/b/c`, `${folder}/d`)
    await files.remove(`${folder}/a`)
    await files.remove(`${folder}/a`)

    expect(await files.list(folder)).toEqual(['d'])
    expect(readFileSync(`${folder}/d`, 'utf8')).toBe('x')
    await expect(files.rename(`${folder}/none`, `${folder}/e`)).rejects.toMatchObject({ code: 'ENOENT' })
  })

  it('remove a link, not what it points to', async () => {
    const folder = temporaryFolder()
    mkdirSync(`${folder}/kept`)
    writeFileSync(`${folder}/kept/x`, '')
    symlinkSync('kept', `${folder}/link`)

    await files.remove(`${folder}/link`)

    expect(await files.list(folder)).toEqual(['kept'])
    expect(await files.list(`${folder}/kept`)).toEqual(['x'])
  })
})
