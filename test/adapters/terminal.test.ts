import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createTerminal } from '../../src/adapters/terminal.ts'

class Stream {
  text = ''
  readonly isTTY?: boolean
  readonly columns?: number
  failed: (() => void) | undefined

  constructor(terminal?: { columns: number }) {
    if (terminal !== undefined) Object.assign(this, { isTTY: true, ...terminal })
  }

  write(text: string): boolean {
    this.text += text
    return true
  }

  on(event: string, listener: () => void): this {
    if (event === 'error') this.failed = listener
    return this
  }
}

function open(streams: { stdout?: Stream; stderr?: Stream }, env: Record<string, string> = {}) {
  const { stdout = new Stream(), stderr = new Stream() } = streams
  return createTerminal({ stdout, stderr } as never, env)
}

describe('createTerminal', () => {
  it('knows the width of a terminal, and none of a pipe', () => {
    expect(open({ stdout: new Stream({ columns: 133 }) }).width).toBe(133)
    expect(open({ stdout: new Stream({ columns: 0 }) }).width).toBe(80)
    expect(open({ stderr: new Stream({ columns: 133 }) }).width).toBeUndefined()
  })

  it('uses colour on a terminal', () => {
    expect(open({ stdout: new Stream({ columns: 80 }) }).paint('blocked', 'no')).toBe('\u001B[31mno\u001B[39m')
  })

  it.each([
    ['in a pipe', undefined, {}],
    ['with NO_COLOR', { columns: 80 }, { NO_COLOR: '1' }],
    ['on a terminal that has none', { columns: 80 }, { TERM: 'dumb' }],
  ])('uses no colour %s', (_, columns, env) => {
    expect(open({ stdout: new Stream(columns) }, env).paint('blocked', 'no')).toBe('no')
  })

  it('takes an empty NO_COLOR for none, as no-color.org says', () => {
    expect(open({ stdout: new Stream({ columns: 80 }) }, { NO_COLOR: '' }).paint('passed', 'x')).toContain('\u001B')
  })

  it('writes whole lines, and goes on when nobody reads them any more', () => {
    const [stdout, stderr] = [new Stream(), new Stream()]
    const terminal = open({ stdout, stderr })

    terminal.out('one')
    terminal.err('two')

    expect([stdout.text, stderr.text]).toEqual(['one\n', 'two\n'])
    expect(stdout.failed).toBeTypeOf('function')
    expect(stderr.failed).toBeTypeOf('function')
  })
})

describe('progress', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => void vi.useRealTimers())

  const after = (ms: number): Promise<string> => new Promise((done) => setTimeout(done, ms, 'done'))

  it('says nothing of what is quick', async () => {
    const stderr = new Stream({ columns: 80 })
    const work = open({ stderr }).progress('Asking', after(900))

    await vi.advanceTimersByTimeAsync(900)

    expect(await work).toBe('done')
    expect(stderr.text).toBe('')
  })

  it('counts the seconds on one line of stderr and takes it away', async () => {
    const stderr = new Stream({ columns: 80 })
    const work = open({ stderr }).progress('Asking', after(2500))

    await vi.advanceTimersByTimeAsync(2500)
    await work

    expect(stderr.text).toBe('\r\u001B[KAsking … 1 s\r\u001B[KAsking … 2 s\r\u001B[K')
    expect(vi.getTimerCount()).toBe(0)
  })

  it('is taken away when the work fails, too', async () => {
    const stderr = new Stream({ columns: 80 })
    const work = open({ stderr }).progress(
      'Asking',
      after(1500).then(() => Promise.reject(new Error('no'))),
    )
    const ended = expect(work).rejects.toThrow('no')

    await vi.advanceTimersByTimeAsync(1500)
    await ended

    expect(stderr.text.endsWith('\r\u001B[K')).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('says nothing where stderr is no terminal', async () => {
    const stderr = new Stream()
    const work = open({ stdout: new Stream({ columns: 80 }), stderr }).progress('Asking', after(5000))

    await vi.advanceTimersByTimeAsync(5000)
    await work

    expect(stderr.text).toBe('')
  })
})
