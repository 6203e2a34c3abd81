import { execFileSync } from 'node:child_process'
import { describe, expect, it } from 'vitest'
import { fileSystemOf } from '../../src/adapters/file-system.ts'
import { temporaryFolder } from '../temporary-folder.ts'

describe('fileSystemOf', () => {
  it('tells free space and options, also for a path that is still to be made', async () => {
    const folder = temporaryFolder()

    const there = await fileSystemOf(folder)
    const later = await fileSystemOf(`${folder}/a/b/c`)

    expect(there?.freeBytes).toBeGreaterThan(0)
    expect(there).toMatchObject({ readOnly: false, noExec: false })
    expect(later?.mountPoint).toBe(there?.mountPoint)
  })

  it('knows a file system that has no room', async () => {
    expect(await fileSystemOf('/proc/self/status')).toMatchObject({ freeBytes: 0, mountPoint: '/proc' })
  })

  it('agrees with the system about where and how a path is mounted', async () => {
    for (const path of ['/', '/proc', '/sys', '/dev/shm', '/usr/bin']) {
      const [point, options = ''] = execFileSync('findmnt', ['-rno', 'TARGET,VFS-OPTIONS', '-T', path], {
        encoding: 'utf8',
      }).split(' ')

      expect(await fileSystemOf(path)).toMatchObject({
        mountPoint: point,
        noExec: options.split(',').includes('noexec'),
      })
    }
  })

  it('follows links to where they lead', async () => {
    expect(await fileSystemOf('/proc/self/root/proc/version')).toMatchObject({ mountPoint: '/proc' })
  })
})
