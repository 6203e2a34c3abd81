import { spawnSync } from 'node:child_process'
import { mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, it } from 'vitest'
import { openLog, type FileLog } from '../../src/adapters/log.ts'
import { redactor } from '../../src/core/redact.ts'
import { temporaryFolder } from '../temporary-folder.ts'

function open(folder: string): FileLog {
  return openLog({
    folder,
    prefix: 'install 1.0.0 #7 42',
    level: 'info',
    redactor: redactor([]),
    clock: { now: () => Date.UTC(2026, 10, 22, 2) },
  })
}

describe('openLog', () => {
  it('writes lines that a person reads, to a file only root reads', async () => {
    const log = open(temporaryFolder())

    log.write('info', 'started', { seq: 7 })
    log.write('error', 'failed')
    await log.close()

    expect(readFileSync(log.path, 'utf8')).toBe(
      '2026-11-22T02:00:00.000Z info  [install 1.0.0 #7 42] started seq=7\n' +
        '2026-11-22T02:00:00.000Z error [install 1.0.0 #7 42] failed\n',
    )
    expect(log.path).toMatch(/\/handler\.log$/)
    expect(statSync(log.path).mode & 0o7777).toBe(0o600)
  })

  it('tells as much as its level says, which may change', async () => {
    const log = open(temporaryFolder())

    log.write('debug', 'one')
    log.setLevel('debug')
    log.write('debug', 'two')
    log.setLevel('error')
    log.write('warn', 'three')
    await log.close()

    expect(readFileSync(log.path, 'utf8').match(/one|two|three/g)).toEqual(['two'])
  })

  it('learns secrets later', async () => {
    const log = open(temporaryFolder())

    log.setRedactor(redactor(['hunter2']))
    log.write('info', 'hunter2')
    await log.close()

    expect(readFileSync(log.path, 'utf8')).toMatch(/ \*\*\*\n$/)
  })

  it('has every line on disk when it is closed, and takes none afterwards', async () => {
    const log = open(temporaryFolder())
    for (let number = 0; number < 2000; number++) log.write('info', `line ${number}`)

    await log.close()
    log.write('info', 'late')
    await log.close()

    const lines = readFileSync(log.path, 'utf8').trimEnd().split('\n')
    expect(lines).toHaveLength(2000)
    expect(lines.at(-1)).toMatch(/line 1999$/)
  })

  it.each(['process.exit(3)', "process.kill(process.pid, 'SIGKILL')"])('loses nothing at %s', (ending) => {
    const folder = temporaryFolder()
    const module = (path: string): string => JSON.stringify(fileURLToPath(new URL(path, import.meta.url)))
    const code = `import { openLog } from ${module('../../src/adapters/log.ts')}
      import { redactor } from ${module('../../src/core/redact.ts')}
      const log = openLog({ folder: ${JSON.stringify(folder)}, prefix: 'x', level: 'info', redactor: redactor([]), clock: Date })
      for (let number = 0; number < 500; number++) log.write('info', 'line ' + number)
      await log.close()
      ${ending}`

    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', code], { encoding: 'utf8' })

    expect(stderr).toBe('')
    expect(readFileSync(`${folder}/handler.log`, 'utf8').match(/line/g)).toHaveLength(500)
  })

  it('never fails the operation, whatever is in the place of its file or folder', async () => {
    const folder = temporaryFolder()
    mkdirSync(`${folder}/handler.log`)
    writeFileSync(`${folder}/file`, '')

    for (const place of [folder, `${folder}/none`, `${folder}/file`]) {
      const log = open(place)
      log.write('info', 'x')
      await expect(log.close()).resolves.toBeUndefined()
    }
  })
})
