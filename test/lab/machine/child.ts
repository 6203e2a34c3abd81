import type { ChildProcess } from 'node:child_process'

/** Resolves with the first line a child prints; throws, with its stderr, when it ends before. */
export function firstLine(child: ChildProcess, name: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let out = ''
    let err = ''
    child.stderr?.on('data', (chunk: Buffer) => (err += chunk.toString()))
    child.stdout?.on('data', (chunk: Buffer) => {
      out += chunk.toString()
      const end = out.indexOf('\n')
      if (end >= 0) resolve(out.slice(0, end))
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      reject(new Error(`${name} ended before it was ready (${code ?? signal}): ${err.trim()}`))
    })
  })
}

/** Resolves when a child has ended, also when it had before. */
export function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve()
  return new Promise((resolve) => {
    child.once('exit', () => {
      resolve()
    })
  })
}
