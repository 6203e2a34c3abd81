import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { packArchive } from '../../src/adapters/archive.ts'
import { temporaryFolder } from '../temporary-folder.ts'

describe('packArchive', () => {
  it('is read by tar, with names, owner, time and content', async () => {
    const path = join(temporaryFolder(), 'a.tar.gz')
    const name = `log/${'n'.repeat(76)}`
    const files = [
      { name, text: 'größer\n' },
      { name: 'empty', text: '' },
      { name: 'large.json', text: 'x'.repeat(1_000_000) },
    ]

    writeFileSync(path, await packArchive('bundle', files, Date.UTC(2026, 10, 22, 6)))

    const listed = execFileSync('tar', ['--utc', '-tvzf', path], { encoding: 'utf8' }).trim().split('\n')
    expect(listed.map((line) => line.split(/\s+/))).toEqual([
      ['-rw-------', 'root/root', '9', '2026-11-22', '06:00', `bundle/${name}`],
      ['-rw-------', 'root/root', '0', '2026-11-22', '06:00', 'bundle/empty'],
      ['-rw-------', 'root/root', '1000000', '2026-11-22', '06:00', 'bundle/large.json'],
    ])
    expect(execFileSync('tar', ['-xzOf', path, `bundle/${name}`], { encoding: 'utf8' })).toBe('größer\n')
  })
})
