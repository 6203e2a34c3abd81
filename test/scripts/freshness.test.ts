import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { inputsDigest } from '../../scripts/package/freshness.ts'
import { packageOptions } from '../../scripts/package/options.ts'

const profiles = `${import.meta.dirname}/../contract/fixtures/profiles`

function digest(...words: string[]): string {
  return inputsDigest(packageOptions(['--profiles', profiles, '--entry', import.meta.filename, ...words]))
}

describe('inputsDigest', () => {
  it('is the same for the same input, wherever the zip goes', () => {
    expect(digest('--out', '/tmp/a')).toBe(digest('--out', '/tmp/b'))
  })

  it('is the same for equal profiles in another folder', () => {
    const folder = mkdtempSync(join(tmpdir(), 'profiles-'))
    cpSync(profiles, folder, { recursive: true })

    const elsewhere = digest('--profiles', folder)
    rmSync(folder, { recursive: true })

    expect(elsewhere).toBe(digest())
  })

  it('differs with what stands beside the entry', () => {
    const folder = mkdtempSync(join(tmpdir(), 'entry-'))
    writeFileSync(join(folder, 'main.ts'), '')
    const alone = digest('--entry', join(folder, 'main.ts'))
    writeFileSync(join(folder, 'beside.ts'), '')

    const together = digest('--entry', join(folder, 'main.ts'))
    rmSync(folder, { recursive: true })

    expect(together).not.toBe(alone)
  })

  it('differs with the version, the profiles and the entry', () => {
    const digests = [
      digest(),
      digest('--version', '9.9.9'),
      digest('--profiles', `${import.meta.dirname}/../contract/fixtures`),
      digest('--entry', `${profiles}/fixture.json`),
    ]

    expect(new Set(digests).size).toBe(4)
  })
})
