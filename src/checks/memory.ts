import type { Memory } from '../core/facts.ts'
import type { Finding } from '../core/finding.ts'
import { limits } from '../core/limits.ts'

const check = 'memory'
const mebibyte = 1024 * 1024

/**
 * Whether the VM has the documented 1 GB. What the hypervisor gave decides; only where the kernel does not tell,
 * MemTotal, with room for what kernel and crash kernel keep. Not knowing is no reason to refuse.
 */
export function checkMemory({ allocatedBytes, totalBytes }: Memory): Finding {
  if (allocatedBytes !== undefined) return judge(allocatedBytes, limits.memory.allocatedBytes)
  if (totalBytes !== undefined) return judge(totalBytes, limits.memory.totalBytes)
  return { check, verdict: 'warning', message: 'The size of the memory is unknown; login needs at least 1 GB.' }
}

function judge(bytes: number, neededBytes: number): Finding {
  const found = `${Math.floor(bytes / mebibyte)} MiB`
  if (bytes < neededBytes) return { check, verdict: 'blocked', code: 'memory.too-small', detail: { found } }
  return { check, verdict: 'passed', message: `${found} of memory.` }
}
