import { lstatSync, mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it, onTestFinished } from 'vitest'
import { writeAtomic } from '../../src/adapters/write-atomic.ts'
import { temporaryFolder } from '../temporary-folder.ts'

describe('writeAtomic', () => {
  it.each([
    ['text', 'é\n', Buffer.from('é\n')],
    ['bytes', new Uint8Array([0, 255]), Buffer.from([0, 255])],
    ['nothing', '', Buffer.alloc(0)],
  ])('writes %s and leaves nothing beside it', async (_, data, expected) => {
    const folder = temporaryFolder()

    await writeAtomic(`${folder}/x`, data, 0o600)

    expect(readFileSync(`${folder}/x`)).toEqual(expected)
    expect(readdirSync(folder)).toEqual(['x'])
  })

  it('replaces a file by another one: who has the old one open keeps it whole', async () => {
    const folder = temporaryFolder()
    writeFileSync(`${folder}/x`, 'old')
    const before = statSync(`${folder}/x`).ino

    await writeAtomic(`${folder}/x`, 'new', 0o644)

    expect(statSync(`${folder}/x`).ino).not.toBe(before)
    expect(readFileSync(`${folder}/x`, 'utf8')).toBe('new')
  })

  it.each([0o600, 0o644, 0o440, 0o755])('gives mode %o whatever the umask and the mode before', async (mode) => {
    const folder = temporaryFolder()
    writeFileSync(`${folder}/x`, '', { mode: 0o666 })
    const before = process.umask(0o077)
    onTestFinished(() => void process.umask(before))

    await writeAtomic(`${folder}/x`, 'new', mode)

    expect(statSync(`${folder}/x`).mode & 0o7777).toBe(mode)
  })

  it('replaces a link instead of writing through it', async () => {
    const folder = temporaryFolder()
    writeFileSync(`${folder}/target`, 'kept')
    symlinkSync('target', `${folder}/x`)

    await writeAtomic(`${folder}/x`, 'new', 0o600)

    expect(lstatSync(`${folder}/x`).isFile()).toBe(true)
    expect(readFileSync(`${folder}/target`, 'utf8')).toBe('kept')
  })

  it('leaves no temporary file when it fails', async () => {
    const folder = temporaryFolder()
    mkdirSync(`${folder}/x/inner`, { recursive: true })

    await expect(writeAtomic(`${folder}/x`, 'new', 0o600)).rejects.toMatchObject({ code: 'EISDIR' })
    expect(readdirSync(folder)).toEqual(['x'])
    await expect(writeAtomic(`${folder}/none/x`, 'new', 0o600)).rejects.toMatchObject({ code: 'ENOENT' })
  })
})
