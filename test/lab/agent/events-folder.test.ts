import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { collectEvents } from './events-folder.ts'

const event = {
  Version: '1.0.0',
  Timestamp: '2026-01-31T12:00:00.000Z',
  TaskName: 'install',
  EventLevel: 'Informational',
  Message: 'done',
  EventPid: '12',
  EventTid: '12',
  OperationId: '',
}
let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-events-'))
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

function put(name: string, content: unknown): void {
  writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content))
}

describe('collectEvents', () => {
  it('takes good events, newest file first, and deletes the files', () => {
    put('1700000000001.json', event)
    put('1700000000002.json', [{ ...event, TaskName: 'enable' }])

    const { events, violations } = collectEvents(folder)

    expect(violations).toEqual([])
    expect(events.map(({ TaskName }) => TaskName)).toEqual(['enable', 'install'])
    expect(readdirSync(folder)).toEqual([])
  })

  it.each([
    ['a name that is no number', 'a.json', event, 'the name is not digits'],
    ['a temp file', '1.json.tmp', event, 'the name is not digits'],
    ['a byte order mark', '1.json', `\uFEFF${JSON.stringify(event)}`, 'byte order mark'],
    ['no JSON', '1.json', '{"Version"', 'not JSON'],
    ['a numeric pid', '1.json', { ...event, EventPid: 12 }, 'EventPid'],
    ['OperationId null', '1.json', { ...event, OperationId: null }, 'OperationId'],
    ['an empty message', '1.json', { ...event, Message: ' ' }, 'Message: empty'],
    ['a message above 3072', '1.json', { ...event, Message: 'x'.repeat(3073) }, 'Message'],
    ['an unknown level', '1.json', { ...event, EventLevel: 'Info' }, 'EventLevel'],
    ['an event above 6144', '1.json', { ...event, TaskName: 'x'.repeat(6200) }, 'longer than 6144'],
    ['a file above 4 MiB', '1.json', `[${' '.repeat(4_194_304)}]`, 'larger than 4 MiB'],
  ])('finds %s', (_, name, content, words) => {
    put(name, content)

    const { events, violations } = collectEvents(folder)

    expect(violations.join('\n')).toContain(words)
    expect(events).toEqual([])
    expect(readdirSync(folder)).toEqual([])
  })

  it('finds names of different lengths, folders and too many events', () => {
    put('1.json', Array(301).fill(event))
    mkdirSync(join(folder, '22.json'))

    const { events, violations } = collectEvents(folder)

    expect(events).toHaveLength(300)
    expect(violations.join('\n')).toMatch(/different lengths[^]*is not a file[^]*301 events/)
  })
})
