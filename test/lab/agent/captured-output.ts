import { isUtf8 } from 'node:buffer'
import { keptOutput } from './contract.ts'

const frame = '[stdout]\n\n\n[stderr]\n'
const share = (keptOutput - frame.length) / 2

/**
 * Returns what the agent keeps of a command's output. Of each stream it reads the first 3200 bytes; when the two are
 * 3200 characters or more together, each keeps the end of what was read: 1590 characters, and what the other leaves.
 */
export function capturedOutput(stdout: Buffer, stderr: Buffer): string {
  const out = Array.from(readAsAgent(stdout))
  const err = Array.from(readAsAgent(stderr))
  if (out.length + err.length < keptOutput) return framed(out, err)
  const spare = (other: readonly string[]) => Math.max(0, share - other.length)
  return framed(end(out, share + spare(err)), end(err, share + spare(out)))
}

/** Returns the head of a stream as text, undecodable bytes as `\xNN`. */
export function readAsAgent(stream: Buffer): string {
  const bytes = stream.subarray(0, keptOutput)
  let text = ''
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at)
    text += length === 0 ? `\\x${bytes.toString('hex', at, at + 1)}` : bytes.toString('utf8', at, at + length)
    at += Math.max(1, length)
  }
  return text
}

function characterLength(bytes: Buffer, at: number): number {
  const first = bytes[at]!
  if (first < 0x80) return 1
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2
  const whole = at + length <= bytes.length && isUtf8(bytes.subarray(at, at + length))
  return whole ? length : 0
}

function end(characters: readonly string[], length: number): readonly string[] {
  return characters.slice(Math.max(0, characters.length - length))
}

function framed(out: readonly string[], err: readonly string[]): string {
  return `[stdout]\n${out.join('')}\n\n[stderr]\n${err.join('')}`
}
