import { describe, expect, it } from 'vitest'
import { capturedOutput, readAsAgent } from './captured-output.ts'

function captured(stdout: string, stderr: string): { out: string; err: string } {
  const [, out = '', err = ''] = /^\[stdout\]\n([^]*)\n\n\[stderr\]\n([^]*)$/.exec(
    capturedOutput(Buffer.from(stdout), Buffer.from(stderr)),
  )!
  return { out, err }
}

describe('capturedOutput', () => {
  it('keeps short output whole', () => {
    expect(captured('a\n', 'b\n')).toEqual({ out: 'a\n', err: 'b\n' })
  })

  it('keeps the end of the first 3200 bytes, 1590 characters of each stream', () => {
    const long = 'x'.repeat(1600) + 'y'.repeat(1600) + 'z'.repeat(1600)

    expect(captured(long, long)).toEqual({ out: 'y'.repeat(1590), err: 'y'.repeat(1590) })
  })

  it('gives one stream what the other leaves', () => {
    const { out, err } = captured('a'.repeat(100), 'b'.repeat(5000))

    expect([out.length, err.length]).toEqual([100, 3080])
    expect(captured('b'.repeat(5000), '').out).toHaveLength(3180)
  })

  it('loses an error at the end of long output', () => {
    expect(captured('', `${'x'.repeat(4000)}the reason`).err).not.toContain('the reason')
  })
})

describe('readAsAgent', () => {
  it('escapes bytes that are no UTF-8, a character cut at the limit too', () => {
    expect(readAsAgent(Buffer.from([0x61, 0xff, 0xc3, 0xa4, 0xe2, 0x82]))).toBe('a\\xffä\\xe2\\x82')
    expect(readAsAgent(Buffer.from('x'.repeat(3199) + 'ä')).slice(3199)).toBe('\\xc3')
  })
})
