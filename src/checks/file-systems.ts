import type { Finding } from '../core/finding.ts'
import { limits } from '../core/limits.ts'
import type { Host } from '../host.ts'

const check = 'file-systems'

/** Where package files, their configuration and our own state go. */
const written = ['/', '/etc', '/usr', '/var', '/var/lib', '/tmp']

/** Whether everything that must be written can be, and has room for the packages. */
export async function checkFileSystems(host: Pick<Host, 'files'>): Promise<Finding> {
  for (const path of written) {
    const found = await host.files.fileSystem(path)
    if (found === undefined) continue
    if (found.readOnly) return { check, verdict: 'blocked', code: 'dependency.read-only', detail: { detail: path } }
    if (found.freeBytes < limits.disk.freeBytes) {
      const detail = `${path} has ${megabytes(found.freeBytes)} MB free, ${megabytes(limits.disk.freeBytes)} MB are needed`
      return { check, verdict: 'blocked', code: 'dependency.disk-full', detail: { detail } }
    }
  }
  return { check, verdict: 'passed', message: 'There is room, and nothing that must be written is read-only.' }
}

function megabytes(bytes: number): number {
  return Math.floor(bytes / 1_000_000)
}
