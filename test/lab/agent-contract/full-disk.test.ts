import { spawnSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../temporary-folder.ts'

/** Runs a module in a mount namespace of its own, where `folder` is a file system of 64 KiB that vanishes with it. */
function onSmallDisk(folder: string, code: string): string {
  const command = 'mount -t tmpfs -o size=64k none "$1" && exec "$2" --input-type=module -e "$3"'
  const argv = ['--mount', 'sh', '-c', command, 'sh', folder, process.execPath, code]
  const { stdout, stderr, status } = spawnSync('unshare', argv, { encoding: 'utf8' })
  if (status !== 0) throw new Error(`exit ${String(status)}: ${stderr}`)
  return stdout
}

const source = (path: string): string => JSON.stringify(fileURLToPath(new URL(`../../../src/${path}`, import.meta.url)))

describe('on a disk that fills up', () => {
  it('a file is kept whole, not replaced by a torso, and nothing is left beside it', () => {
    const folder = temporaryFolder()

    const told = onSmallDisk(
      folder,
      `import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
       import { writeAtomic } from ${source('adapters/write-atomic.ts')}
       const path = ${JSON.stringify(folder)} + '/x'
       writeFileSync(path, 'old')
       const trouble = await writeAtomic(path, 'x'.repeat(100 * 1024), 0o600).then(() => 'none', (error) => error.code)
       console.log(trouble, readFileSync(path, 'utf8'), readdirSync(${JSON.stringify(folder)}).join())`,
    )

    expect(told).toBe('ENOSPC old x\n')
  })

  it('a status that cannot be written is answered as a full disk, and the one before stays', () => {
    const folder = temporaryFolder()

    const told = onSmallDisk(
      folder,
      `import { readFileSync, writeFileSync } from 'node:fs'
       import { systemFiles } from ${source('adapters/files.ts')}
       import { writeStatus } from ${source('agent/status.ts')}
       const statusFolder = ${JSON.stringify(folder)}
       const logged = []
       const host = { files: systemFiles(), clock: { now: Date.now }, log: { write: (level) => logged.push(level) } }
       const status = (message) => ({ operation: 'Enable', state: 'success', code: 0, message, substatuses: [] })
       await writeStatus(host, { name: 'P.T', statusFolder }, 1, status('first'))
       try { for (;;) writeFileSync(statusFolder + '/ballast', 'x'.repeat(1024), { flag: 'a' }) } catch {}
       const failure = await writeStatus(host, { name: 'P.T', statusFolder }, 1, status('second'))
       const kept = JSON.parse(readFileSync(statusFolder + '/1.status', 'utf8'))[0].status.formattedMessage.message
       console.log(failure.code, kept, logged.join())`,
    )

    expect(told).toBe('dependency.disk-full first error\n')
  })
})
