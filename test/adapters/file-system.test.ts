import { describe, expect, it } from 'vitest'
import { fileSystemOf, isReadOnly } from '../../src/adapters/file-system.ts'
import { temporaryFolder } from '../temporary-folder.ts'

/** Lines as of proc(5): id, parent, device, root, mount point, flags, optional fields, "-", type, source, super flags. */
const mounts = [
  '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw,discard',
  '30 22 8:2 / /usr ro,relatime shared:2 - ext4 /dev/sda2 rw',
  '31 30 8:3 / /usr/local rw,relatime - ext4 /dev/sda3 rw',
  '32 22 8:4 / /var/lib rw,relatime shared:3 master:1 - ext4 /dev/sda4 ro,errors=remount-ro',
  '33 22 8:5 / /mnt/my\\040disk ro - ext4 /dev/sda5 rw',
  '34 22 8:6 / /opt ro - ext4 /dev/sda6 rw',
  '35 22 0:5 / /opt rw - tmpfs none rw',
  '',
].join('\n')

describe('isReadOnly', () => {
  it.each([
    ['/', false],
    ['/etc/apt', false],
    ['/usr', true],
    ['/usr/bin', true],
    ['/usrx', false],
    ['/usr/local/bin', false],
    ['/var/lib/dpkg', true],
    ['/var/log', false],
    ['/mnt/my disk/x', true],
    ['/opt/x', false],
  ])('%s: %s', (path, expected) => {
    expect(isReadOnly(mounts, path)).toBe(expected)
  })

  it('takes an unreadable table for writable: the write itself will tell', () => {
    expect(isReadOnly('', '/etc')).toBe(false)
  })
})

describe('fileSystemOf', () => {
  it('tells free space and flags, also for a path that is still to be made', async () => {
    const folder = temporaryFolder()

    const there = await fileSystemOf(folder)
    const later = await fileSystemOf(`${folder}/a/b/c`)

    expect(there?.freeBytes).toBeGreaterThan(0)
    expect(there?.readOnly).toBe(false)
    expect(later?.readOnly).toBe(false)
  })

  it('knows a file system that is never writable', async () => {
    expect(await fileSystemOf('/proc/sys/kernel')).toMatchObject({ freeBytes: 0 })
  })
})
