import { once } from 'node:events'
import { mkdirSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { RotatingFile } from '../../src/adapters/rotating-file.ts'
import { temporaryFolder } from '../temporary-folder.ts'

async function end(file: RotatingFile): Promise<void> {
  file.end()
  await once(file, 'finish')
}

describe('RotatingFile', () => {
  it('has a line on disk when write returns, in a file only root reads', async () => {
    const path = `${temporaryFolder()}/log`
    writeFileSync(path, 'before\n', { mode: 0o644 })
    const file = new RotatingFile(path, { maxBytes: 1000, files: 3 })

    file.write('one\n')

    expect(readFileSync(path, 'utf8')).toBe('before\none\n')
    expect(statSync(path).mode & 0o7777).toBe(0o600)
    await end(file)
  })

  it('moves full files on and keeps as many as it may, the newest lines in the first', async () => {
    const folder = temporaryFolder()
    const file = new RotatingFile(`${folder}/log`, { maxBytes: 10, files: 3 })

    for (const line of ['aaaa\n', 'bbbb\n', 'cccc\n', 'dddd\n', 'eeee\n', 'ffff\n', 'gggg\n']) file.write(line)
    await end(file)

    expect(readdirSync(folder).sort()).toEqual(['log', 'log.1', 'log.2'])
    expect(readFileSync(`${folder}/log`, 'utf8')).toBe('gggg\n')
    expect(readFileSync(`${folder}/log.1`, 'utf8')).toBe('eeee\nffff\n')
    expect(readFileSync(`${folder}/log.2`, 'utf8')).toBe('cccc\ndddd\n')
  })

  it('moves a file on that was full before it came', async () => {
    const folder = temporaryFolder()
    writeFileSync(`${folder}/log`, 'x'.repeat(20))
    const file = new RotatingFile(`${folder}/log`, { maxBytes: 10, files: 2 })

    file.write('one\n')
    await end(file)

    expect(readFileSync(`${folder}/log`, 'utf8')).toBe('one\n')
    expect(readFileSync(`${folder}/log.1`, 'utf8')).toBe('x'.repeat(20))
  })

  it('writes a line that is larger than a whole file', async () => {
    const folder = temporaryFolder()
    const file = new RotatingFile(`${folder}/log`, { maxBytes: 10, files: 2 })

    file.write(`${'x'.repeat(50)}\n`)
    await end(file)

    expect(statSync(`${folder}/log`).size).toBe(51)
  })

  it('swallows its own trouble', async () => {
    const folder = temporaryFolder()
    mkdirSync(`${folder}/folder`)
    writeFileSync(`${folder}/target`, '')
    symlinkSync('target', `${folder}/link`)

    for (const path of [`${folder}/none/log`, `${folder}/folder`, `${folder}/link`]) {
      const file = new RotatingFile(path, { maxBytes: 10, files: 2 })
      file.write('one\n')
      file.write('two, which would rotate\n')
      await end(file)
    }

    expect(readdirSync(folder).sort()).toEqual(['folder', 'link', 'target'])
    expect(readFileSync(`${folder}/target`, 'utf8')).toBe('')
  })
})
