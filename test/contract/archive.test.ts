import { execFileSync, spawnSync } from 'node:child_process'
import { readFileSync, readdirSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { writeApplication } from '../../scripts/package/build.ts'
import { defaultOptions } from '../../scripts/package/options.ts'
import { readZip } from '../../scripts/package/read-zip.ts'
import { temporaryFolder } from '../temporary-folder.ts'
import { zipToPublish } from './extension-folder.ts'

describe('aadsshlogin-handler.tar.gz', () => {
  it('is unpacked by tar, without a word, to what the zip holds', async () => {
    const zip = await readZip(await zipToPublish())
    const path = await writeApplication(defaultOptions())
    const folder = temporaryFolder()

    const said = spawnSync('tar', ['--no-same-owner', '-xzf', path, '-C', folder], { encoding: 'utf8' })

    expect(path.endsWith('/dist/aadsshlogin-handler.tar.gz')).toBe(true)
    expect([said.status, said.stdout, said.stderr]).toEqual([0, '', ''])
    const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    expect(files.length).toBe(zip.entries.length)
    for (const { name, data, mode } of zip.entries) {
      expect(readFileSync(join(folder, name)).equals(data), name).toBe(true)
      expect((statSync(join(folder, name)).mode ^ mode) & 0o777, name).toBe(0)
    }
    expect(execFileSync(join(folder, 'scripts/handler.sh'), ['--version'], { encoding: 'utf8' })).toMatch(/^\d+\.\d+/)
  })
})
