import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { statusText, writeStatus } from '../../src/agent/status.ts'
import { HandlerFailure } from '../../src/core/failure.ts'
import { failures, type FailureCode } from '../../src/core/failures.ts'
import { limits } from '../../src/core/limits.ts'
import { report, transitioningStatus, type StatusReport, type Substatus } from '../../src/core/report.ts'
import { anyText } from '../any-text.ts'
import { statusProblems } from '../status-validator.ts'
import { World } from '../world.ts'

const place = { name: 'Publisher.Type', statusFolder: '/ext/status' }
const success: StatusReport = {
  operation: 'Enable',
  state: 'success',
  code: 0,
  message: 'Login is ready.',
  substatuses: [{ name: 'memory', state: 'success', code: 0, message: '4 GiB' }],
}
const now = new Date('2026-11-22T02:03:04.567Z')

interface Told {
  readonly status: { readonly substatus: { name: string; status: string }[]; readonly code: number }
}

function told(text: string): Told['status'] {
  return (JSON.parse(text) as [Told])[0].status
}

describe('statusText', () => {
  it('is what the agent reads, every member in its place', () => {
    const message = (text: string) => ({ lang: 'en-US', message: text })

    expect(JSON.parse(statusText('Publisher.Type', now, success))).toEqual([
      {
        version: 1,
        timestampUTC: '2026-11-22T02:03:04Z',
        status: {
          name: 'Publisher.Type',
          operation: 'Enable',
          configurationAppliedTime: '2026-11-22T02:03:04Z',
          status: 'success',
          code: 0,
          formattedMessage: message('Login is ready.'),
          substatus: [{ name: 'memory', status: 'success', code: 0, formattedMessage: message('4 GiB') }],
        },
      },
    ])
  })

  it.each(Object.keys(failures))('passes the validator for %s', (code) => {
    const failure = new HandlerFailure(code as FailureCode)
    const { status } = report({ operation: 'install', summary: '', notes: [], failure }, {}, (text) => text)

    expect(statusProblems(statusText('P.T', now, status))).toEqual([])
  })

  it('passes the validator while at work', () => {
    expect(statusProblems(statusText('P.T', now, transitioningStatus('enable')))).toEqual([])
  })

  it('passes the validator whatever it is told, within its size', () => {
    const text = anyText(3000)
    const code = fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger())
    const substatus = fc.record({
      name: text,
      state: fc.constantFrom('success' as const, 'warning', 'error'),
      code,
      message: text,
    })
    const status = fc.record({
      operation: text,
      state: fc.constantFrom('success' as const, 'error', 'transitioning'),
      code,
      message: text,
      substatuses: fc.array(substatus, { maxLength: 40 }),
    })
    fc.assert(
      fc.property(text, status, (name, given) => {
        const written = statusText(name, now, given)

        expect(statusProblems(written)).toEqual([])
        expect(written.length).toBeLessThanOrEqual(limits.tell.statusCharacters)
      }),
    )
  })

  it('gives up what passed first and the explanation of the failure last', () => {
    const many = (state: Substatus['state'], count: number): Substatus[] =>
      Array.from({ length: count }, (_, index) => ({
        name: `${state}${index}`,
        state,
        code: 0,
        message: '"'.repeat(512),
      }))
    const clarification: Substatus = { name: 'ErrorClarification', state: 'error', code: 22, message: 'x' }
    const substatuses = [...many('success', 30), ...many('warning', 15), clarification, ...many('error', 15)]

    const kept = told(statusText('P.T', now, { ...success, state: 'error', code: 22, substatuses })).substatus

    expect(kept.filter((one) => one.status === 'success')).toEqual([])
    expect(kept.filter((one) => one.status === 'error')).toHaveLength(16)
    expect(kept.filter((one) => one.status === 'warning').length).toBeGreaterThan(5)
  })
})

describe('writeStatus', () => {
  it('writes the file of the sequence number, readable for root only', async () => {
    const world = new World()

    expect(await writeStatus(world.host(), place, 7, success)).toBeUndefined()
    expect(statusProblems(world.text('/ext/status/7.status')!)).toEqual([])
    expect(world.mode('/ext/status/7.status')).toBe(0o600)
  })

  it('replaces what was there', async () => {
    const world = new World()
    await writeStatus(world.host(), place, 7, transitioningStatus('enable'))

    await writeStatus(world.host(), place, 7, success)

    expect(world.text('/ext/status/7.status')).toBe(statusText(place.name, new Date(world.time), success))
  })

  it('removes old files, newest kept, also when numbers went down', async () => {
    const world = new World()
    for (const name of [9, 10, 11, 12, 13, 14, 0]) {
      world.file(`/ext/status/${name}.status`, '{}')
      world.time += 1000
    }
    world.file('/ext/status/notes.txt', 'x').directory('/ext/status/1.status')

    await writeStatus(world.host(), place, 1, success)

    const kept = (await world.host().files.list('/ext/status'))!.filter(
      (name) => world.text(`/ext/status/${name}`) !== undefined,
    )
    expect(kept).toEqual(['0.status', '1.status', '12.status', '13.status', '14.status', 'notes.txt'])
    expect(kept.filter((name) => name.endsWith('.status'))).toHaveLength(limits.read.statusFilesKept)
  })

  it('answers and logs what kept it from writing', async () => {
    const world = new World()
    world.readOnlyPaths = ['/ext']

    const failure = await writeStatus(world.host(), place, 7, success)

    expect(failure).toMatchObject({ code: 'dependency.read-only' })
    expect(world.logged).toMatchObject([{ level: 'error', message: 'The status could not be written' }])
  })

  it('writes although old files cannot be removed', async () => {
    const world = new World()
    for (let sequence = 0; sequence < 9; sequence++) world.file(`/ext/status/${sequence}.status`, '')
    const host = world.host()
    const files = { ...host.files, remove: () => Promise.reject(new Error('no')) }

    expect(await writeStatus({ ...host, files }, place, 20, success)).toBeUndefined()
    expect(world.text('/ext/status/20.status')).toContain('success')
    expect(world.logged).toMatchObject([{ level: 'warn' }])
  })
})
