import type { FailureCode } from './failures.ts'

/** How it looks when no connection is made at all: no name is resolved, no route is known, nobody answers a call. */
const nothingConnects =
  /resolv|^DNS: |name resolution|network is unreachable|no route to|^connection timed out$|connection timed out after|(could not|couldn't|failed to) connect/i

/**
 * The failure of a repository that cannot be reached, by the reason and, where it is known, by how far the request came:
 * where nothing at all connects, the network of the machine is the more likely cause. A proxy, which is named in its
 * reasons, is a way out that is there.
 */
export function unreachableCode(reason: string, phase?: string): FailureCode {
  const isRefused = /refused|\bproxy\b/i.test(reason)
  const isCut = phase === 'dns' || phase === 'tcp' || nothingConnects.test(reason)
  return isCut && !isRefused ? 'repository.no-egress' : 'repository.unreachable'
}
