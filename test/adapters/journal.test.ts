import { existsSync, readFileSync, statSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { createJournal } from '../../src/adapters/journal.ts'
import type { Journal } from '../../src/host.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const prefix = 'install 1.0.0 #7 42'

function journal(): Journal {
  return createJournal({ now: () => Date.UTC(2026, 10, 22, 2) })
}

function lines(folder: string): string[] {
  const text = readFileSync(`${folder}/handler.log`, 'utf8')
  return text.trimEnd().split('\n')
}

describe('a journal', () => {
  it('keeps what was written before the folder was known, and writes on', async () => {
    const [log, folder] = [journal(), temporaryFolder()]

    log.write('warn', 'early', { at: 1 })
    expect(log.open(folder, prefix)).toBe(`${folder}/handler.log`)
    log.write('info', 'late')
    await log.close()

    expect(lines(folder)).toEqual([
      `2026-11-22T02:00:00.000Z warn  [${prefix}] early at=1`,
      `2026-11-22T02:00:00.000Z info  [${prefix}] late`,
    ])
    expect(statSync(`${folder}/handler.log`).mode & 0o777).toBe(0o600)
  })

  it('tells nothing that is below its level', async () => {
    const [log, folder] = [journal(), temporaryFolder()]

    log.write('debug', 'early detail')
    log.open(folder, prefix)
    log.write('debug', 'detail')
    log.configure('debug', [])
    log.write('debug', 'wanted detail')
    log.configure('error', [])
    log.write('warn', 'unwanted warning')
    await log.close()

    expect(lines(folder)).toEqual([expect.stringContaining('wanted detail')])
  })

  it('has the level and the secrets that were named before it was opened', async () => {
    const [log, folder] = [journal(), temporaryFolder()]

    log.configure('debug', ['hunter2'])
    log.write('debug', 'early hunter2')
    log.open(folder, prefix)
    log.write('debug', 'late', { password: 'x', said: 'hunter2' })
    await log.close()

    expect(lines(folder).map((line) => line.split('] ')[1])).toEqual(['early ***', 'late password=*** said=***'])
  })

  it('takes the secrets of the settings out of lines and of texts that others tell', async () => {
    const [log, folder] = [journal(), temporaryFolder()]
    log.open(folder, prefix)

    expect(log.redact('hunter2')).toBe('hunter2')
    log.configure('info', ['hunter2'])
    log.write('error', 'failed with hunter2', { error: new Error('hunter2') })
    await log.close()

    expect(log.redact('hunter2 at http://jane:pw@proxy')).toBe('*** at http://***@proxy')
    expect(lines(folder).join('\n')).not.toContain('hunter2')
  })

  it('has every line on disk when it is closed, and takes none afterwards', async () => {
    const [log, folder] = [journal(), temporaryFolder()]
    log.open(folder, prefix)
    for (let number = 0; number < 2000; number++) log.write('info', `line ${number}`)

    await log.close()
    log.write('info', 'late')

    expect(lines(folder)).toHaveLength(2000)
    expect(lines(folder).at(-1)).toMatch(/line 1999$/)
  })

  it('that is never opened is never told, and closes', async () => {
    const [log, folder] = [journal(), temporaryFolder()]

    log.write('error', 'nobody')
    log.configure('debug', [])
    await expect(log.close()).resolves.toBeUndefined()

    expect(existsSync(`${folder}/handler.log`)).toBe(false)
  })

  it('does not fail when its folder cannot be written', async () => {
    const log = journal()

    log.open('/proc/none', prefix)
    log.write('error', 'nowhere')

    await expect(log.close()).resolves.toBeUndefined()
  })
})
