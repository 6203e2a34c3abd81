import { describe, expect, it } from 'vitest'
import { instanceView } from './instance-view.ts'
import type { UploadedExtension, UploadedHandler } from './status-document.ts'
import { parseStatus } from './status-document.ts'
import { judge } from './steps.ts'

const wanted = { handler: 'H', version: '1', state: 'enabled', seqNo: 2, hasSettings: true } as const
const extension: UploadedExtension = {
  sequence: 2,
  status: 'success',
  code: 0,
  operation: 'Enable',
  message: 'done',
  substatuses: [{ name: 'sshd', status: 'success', code: 0, message: 'ok' }],
}
const handler: UploadedHandler = { handler: 'H', version: '1', status: 'Ready', code: 0, message: 'm', extension }
const failed = { ...handler, status: 'NotReady', code: 1007, message: 'exit 22', extension: undefined }

describe('judge', () => {
  it.each([
    ['success for the wanted number', handler, wanted, 'terminal'],
    ['error', { ...handler, extension: { ...extension, status: 'error' } }, wanted, 'terminal'],
    ['transitioning goes on', { ...handler, extension: { ...extension, status: 'transitioning' } }, wanted, undefined],
    ['another number goes on', { ...handler, extension: { ...extension, sequence: 1 } }, wanted, undefined],
    ['no extension status yet', { ...handler, extension: undefined }, wanted, undefined],
    ['no settings', { ...handler, extension: undefined }, { ...wanted, hasSettings: false }, 'terminal'],
    ['NotReady', failed, wanted, 'terminal'],
    ['no entry yet', undefined, wanted, undefined],
    ['deleted', undefined, { ...wanted, state: 'uninstall' as const }, 'absent'],
    ['delete refused', failed, { ...wanted, state: 'uninstall' as const }, 'terminal'],
    ['dropped', undefined, undefined, 'absent'],
  ])('%s', (_, entry, goal, end) => {
    expect(judge(entry, goal, false)).toBe(end)
  })

  it('ends with transitioning where the test wants it', () => {
    const entry = { ...handler, extension: { ...extension, status: 'transitioning' } }

    expect(judge(entry, wanted, true)).toBe('terminal')
  })
})

describe('instanceView', () => {
  const outcome = { end: 'terminal', handler, extension, agentHeard: true } as const

  it('shows the status of the extension and its substatuses', () => {
    const view = instanceView(outcome)

    expect(view.statuses).toEqual([
      {
        code: 'ProvisioningState/succeeded/0',
        level: 'Info',
        displayStatus: 'Provisioning succeeded',
        message: 'done',
      },
    ])
    expect(view.substatuses.map(({ code, message }) => [code, message])).toEqual([
      ['ComponentStatus/sshd/succeeded', 'ok'],
    ])
    expect(view.error).toBeUndefined()
  })

  it('shows the handler where the extension has no status', () => {
    const view = instanceView({ ...outcome, handler: failed, extension: undefined })

    expect(view.statuses[0]).toMatchObject({
      code: 'ProvisioningState/failed/1007',
      level: 'Error',
      message: 'exit 22',
    })
    expect(view.error).toMatchObject({ code: 'VMExtensionHandlerNonTransientError' })
    expect(view.error?.message).toContain('exit 22')
  })

  it('takes a positive ErrorClarification for a failure of the user', () => {
    const clarified = { name: 'ErrorClarification', status: 'error', code: 22, message: 'no identity' }
    const error = { ...extension, status: 'error', code: 22, substatuses: [clarified] }

    const view = instanceView({ ...outcome, extension: error })

    expect(view.statuses[0]?.code).toBe('ProvisioningState/failed/22')
    expect(view.substatuses[0]?.code).toBe('ComponentStatus/ErrorClarification/failed/22')
    expect(view.error?.message).toContain("a user failure when processing the extension. Error code: '22'.")
  })

  it.each([
    [{ ...outcome, end: 'timeout', agentHeard: false } as const, 'VMAgentStatusCommunicationError'],
    [{ ...outcome, end: 'timeout' } as const, 'VMExtensionProvisioningTimeout'],
  ])('names what never ended', (never, code) => {
    expect(instanceView({ ...never, extension: { ...extension, status: 'transitioning' } }).error?.code).toBe(code)
  })
})

describe('parseStatus', () => {
  it('reads an upload without handlers', () => {
    const text = JSON.stringify({ aggregateStatus: { guestAgentStatus: { version: '1', status: 'Ready' } } })

    expect(parseStatus(Buffer.from(text))).toMatchObject({ agent: { status: 'Ready' }, handlers: [] })
  })

  it('refuses what is no status', () => {
    expect(() => parseStatus(Buffer.from('{}'))).toThrow(TypeError)
  })
})
