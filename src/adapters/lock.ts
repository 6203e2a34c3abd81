import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process'
import { once } from 'node:events'
import { HandlerFailure } from '../core/failure.ts'
import type { HeldLock } from '../host.ts'

const conflict = 1

/** Pipes to a child are sockets, although their type does not say so. */
interface Unreferable {
  unref(): void
}

/**
 * Takes a kernel lock through `flock` (util-linux, flags of 2.23): it runs `cat`, which lives as long as our end of its
 * pipe, so the lock goes however we end. undefined when another process keeps the lock for `waitMs`.
 */
export async function lockFile(
  path: string,
  waitMs: number,
  env: Readonly<Record<string, string>>,
): Promise<HeldLock | undefined> {
  // Older versions refuse to wait zero seconds.
  const wait = waitMs > 0 ? ['-w', String(waitMs / 1000)] : ['-n']
  const child = spawn('flock', ['-x', ...wait, path, 'cat'], { env, cwd: '/' })
  const complaint = collect(child)
  // cat repeats this as soon as it runs, and it runs only under the lock.
  child.stdin.on('error', () => undefined).write('held\n')
  const outcome = await Promise.race([
    once(child.stdout, 'data').then(() => 'held' as const),
    once(child, 'exit').then(([code]) => code as number | null),
  ]).catch((error: unknown) => {
    throw new HandlerFailure('dependency.missing-tool', { tool: 'flock (util-linux)' }, { cause: error })
  })
  if (outcome === 'held') return heldBy(child)
  if (outcome === conflict) return undefined
  throw new Error(`flock ended with ${String(outcome)} for ${path}: ${complaint()}`)
}

function heldBy(child: ChildProcessWithoutNullStreams): HeldLock {
  const gone = once(child, 'exit')
  // A lock nobody releases must not keep the program alive: its end releases it.
  for (const handle of [child, child.stdin, child.stdout, child.stderr]) (handle as unknown as Unreferable).unref()
  return {
    release: async () => {
      child.ref()
      child.stdin.end()
      await gone
    },
  }
}

function collect(child: ChildProcessWithoutNullStreams): () => string {
  let text = ''
  child.stderr.on('data', (chunk: Buffer) => (text = `${text}${chunk.toString()}`.slice(0, 500)))
  return () => text.trim()
}
