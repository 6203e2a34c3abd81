import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { HandlerFailure } from '../../src/core/failure.ts'
import { failures, type FailureCode } from '../../src/core/failures.ts'
import { limits } from '../../src/core/limits.ts'
import { leftNote, type Note, type Outcome } from '../../src/core/outcome.ts'
import { redactor } from '../../src/core/redact.ts'
import { report, transitioningStatus } from '../../src/core/report.ts'
import { anyText } from '../any-text.ts'

const where = {
  command: '/var/lib/waagent/Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux-1.0.0/scripts/handler.sh check',
  logFile: '/var/log/azure/Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux/handler.log',
}
const same = (text: string): string => text
const passed: Note = { name: 'memory', verdict: 'passed', message: '4 GiB' }
const warning: Note = { name: 'identity', verdict: 'warning', message: 'the metadata service is silent' }
const missing = new HandlerFailure('identity.missing', { seconds: 10, answer: 'HTTP 400' })

function outcome(changed: Partial<Outcome> = {}): Outcome {
  return { operation: 'enable', summary: 'Login is ready.', notes: [passed], ...changed }
}

describe('report of a success', () => {
  it('says the summary, exits 0 and leaves stderr empty', () => {
    const told = report(outcome(), where, same)

    expect(told).toEqual({
      status: {
        operation: 'Enable',
        state: 'success',
        code: 0,
        message: 'Login is ready.',
        substatuses: [{ name: 'memory', state: 'success', code: 0, message: '4 GiB' }],
      },
      stderr: '',
      exitCode: 0,
      event: { level: 'Informational', task: 'enable', message: 'Login is ready.' },
    })
  })

  it('tells warnings in the message and as substatuses, and stays a success', () => {
    const { status, event } = report(outcome({ notes: [passed, warning] }), where, same)

    expect(status.state).toBe('success')
    expect(status.message).toBe('Login is ready.\nWarning (identity): the metadata service is silent')
    expect(status.substatuses[1]).toEqual({ name: 'identity', state: 'warning', code: 0, message: warning.message })
    expect(event.level).toBe('Warning')
  })
})

describe('report of a failure', () => {
  const failed: Note = { name: 'managed/identity', verdict: 'failed', message: 'none' }
  const told = report(outcome({ failure: missing, notes: [passed, failed] }), where, same)

  it('has cause, remedy and where to look on a line each, the same on stderr', () => {
    const lines = told.stderr.split('\n')

    expect(lines[0]).toBe(
      '22: This VM has no system-assigned managed identity (asked the metadata service for 10 s: HTTP 400).',
    )
    expect(lines[1]).toMatch(/^Assign one: az vm identity assign/)
    expect(lines[2]).toBe(`More: sudo ${where.command}; log ${where.logFile}`)
    expect(lines.slice(3)).toEqual([''])
    expect(told.status.message.split('\n')[0]).toBe(lines[0])
  })

  it('exits with the code of the catalogue, everywhere the same', () => {
    expect(told.exitCode).toBe(22)
    expect(told.status).toMatchObject({ state: 'error', code: 22 })
  })

  it('clarifies the error for the portal, with the code string for queries', () => {
    expect(told.status.substatuses[0]).toMatchObject({ name: 'ErrorClarification', state: 'error', code: 22 })
    expect(told.status.substatuses[0]?.message).toMatch(/^identity\.missing: /)
    expect(told.event).toMatchObject({ level: 'Error', task: 'enable' })
    expect(told.event.message).toMatch(/^identity\.missing: /)
  })

  it('gives failed notes the code and takes slashes out of their names', () => {
    expect(told.status.substatuses.slice(1)).toEqual([
      { name: 'memory', state: 'success', code: 0, message: '4 GiB' },
      { name: 'managed-identity', state: 'error', code: 22, message: 'none' },
    ])
  })

  it('tells after the remedy what of a command that failed half way is still to do', () => {
    const left: Note = {
      name: leftNote,
      verdict: 'warning',
      message: `Still to do: remove /etc/x; ${'y'.repeat(5000)}.`,
    }

    const { stderr } = report(outcome({ failure: missing, notes: [left] }), where, same)

    const lines = stderr.split('\n')
    expect(lines.map((line) => line.slice(0, 15))).toEqual([
      '22: This VM has',
      'Assign one: az ',
      'Still to do: re',
      'More: sudo /var',
      '',
    ])
    expect(stderr.length).toBeLessThanOrEqual(limits.tell.stderrCharacters + 1)
  })

  it('leaves out what is not known about where to look', () => {
    expect(
      report(outcome({ failure: missing }), {}, same)
        .stderr.trimEnd()
        .split('\n'),
    ).toHaveLength(2)
    expect(report(outcome({ failure: missing }), { logFile: '/l' }, same).stderr).toMatch(/\nMore: log \/l\n$/)
  })

  it('passes every text through the redactor', () => {
    const failure = new HandlerFailure('repository.unreachable', { url: 'https://hunter2.example', answer: 'hunter2' })
    const notes: Note[] = [{ name: 'x', verdict: 'warning', message: 'hunter2' }]
    const { text } = redactor(['hunter2'])

    const all = [
      report(outcome({ failure, notes, summary: 'hunter2' }), where, text),
      report(outcome({ notes, summary: 'hunter2' }), where, text),
    ]

    expect(JSON.stringify(all)).not.toContain('hunter2')
  })

  it.each(Object.keys(failures))('%s fits whole into what the portal and the agent show', (code) => {
    const failure = new HandlerFailure(code as FailureCode, {})
    const { status, stderr } = report(outcome({ failure }), where, same)

    expect(status.message).toContain(failures[code as FailureCode].remedy)
    expect(stderr).not.toContain('…')
    expect(stderr.length).toBeLessThanOrEqual(limits.tell.stderrCharacters)
  })

  it('keeps remedy and log path when the cause is endless, within the bounds', () => {
    fc.assert(
      fc.property(anyText(5000), (detail) => {
        const failure = new HandlerFailure('handler.bug', { detail })

        const { status, stderr } = report(outcome({ failure }), where, same)

        expect(stderr.length).toBeLessThanOrEqual(limits.tell.stderrCharacters + 1)
        expect(Buffer.byteLength(stderr)).toBeLessThanOrEqual(3200)
        expect(status.message.length).toBeLessThanOrEqual(limits.tell.messageCharacters)
        for (const told of [stderr, status.message]) {
          expect(told).toMatch(/^70: The extension met an error/)
          expect(told).toContain('Open an issue with the log')
          expect(told).toContain(`log ${where.logFile}`)
        }
      }),
    )
  })

  it('gives up other alphabets on stderr rather than the last line', () => {
    const failure = new HandlerFailure('handler.bug', { detail: '漢'.repeat(1500) })

    const { stderr } = report(outcome({ failure }), where, same)

    expect(Buffer.byteLength(stderr)).toBeLessThanOrEqual(3200)
    expect(stderr).toContain(where.logFile)
  })
})

describe('transitioningStatus', () => {
  it('says that the operation is at work', () => {
    expect(transitioningStatus('enable')).toEqual({
      operation: 'Enable',
      state: 'transitioning',
      code: 0,
      message: 'Enable is at work.',
      substatuses: [],
    })
  })
})
