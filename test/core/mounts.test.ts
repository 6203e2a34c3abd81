import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { mountOf, parseMounts, type Mount } from '../../src/core/mounts.ts'
import { anyText } from '../any-text.ts'

/** A RHEL machine: what the initial RAM disk mounted stands before the root. */
const rhel = [
  'sysfs /sys sysfs rw,seclabel,nosuid,nodev,noexec,relatime 0 0',
  'tmpfs /run tmpfs rw,seclabel,nosuid,nodev,mode=755 0 0',
  '/dev/mapper/rootvg-rootlv / xfs rw,seclabel,relatime,attr2,inode64 0 0',
  '/dev/mapper/rootvg-usrlv /usr xfs ro,seclabel,relatime 0 0',
  '/dev/mapper/rootvg-varlv /var xfs rw,seclabel,nosuid,noexec,relatime 0 0',
  '/dev/mapper/rootvg-liblv /var/lib xfs rw,relatime 0 0',
  '/dev/sdb1 /mnt/my\\040disk\\134x ext4 ro 0 0',
  '/dev/sdc1 /opt ext4 ro,relatime 0 0',
  'tmpfs /opt tmpfs rw 0 0',
  '',
].join('\n')

describe('parseMounts', () => {
  it('reads points and options', () => {
    expect(parseMounts('/dev/sda1 /mnt/my\\040disk\\134x\\011y\\012z ext4 rw,noexec 0 0\n')).toEqual([
      { point: '/mnt/my disk\\x\ty\nz', options: ['rw', 'noexec'] },
    ])
  })

  it('finds again what the kernel writes', () => {
    const name = fc.string({
      unit: fc.oneof(fc.constantFrom(' ', '\t', '\n', '\\', '#', '0', '4', 'ä', '💾'), fc.string()),
    })
    const option = fc.stringMatching(/^[a-z][a-z0-9=-]*$/)
    const mount = fc.record({ point: name.map((text) => `/${text}`), options: fc.array(option, { minLength: 1 }) })

    fc.assert(
      fc.property(fc.array(mount), (mounts) => {
        expect(parseMounts(mounts.map(written).join(''))).toEqual(mounts)
      }),
    )
  })

  it('takes any text', () => {
    fc.assert(
      fc.property(anyText(500), (text) => {
        for (const { point } of parseMounts(text)) expect(point).toMatch(/^\//)
      }),
    )
  })
})

/** As show_vfsmnt of the kernel writes it: four characters of a name as octal numbers. */
function written({ point, options }: Mount): string {
  const octal = (character: string): string => `\\${character.charCodeAt(0).toString(8).padStart(3, '0')}`
  return `/dev/sda1 ${point.replace(/[ \t\n\\]/g, octal)} ext4 ${options.join(',')} 0 0\n`
}

describe('mountOf', () => {
  it.each([
    ['/', '/'],
    ['/etc/apt', '/'],
    ['/run/x', '/run'],
    ['/usr', '/usr'],
    ['/usr/bin', '/usr'],
    ['/usrx', '/'],
    ['/var/log', '/var'],
    ['/var/lib/dpkg/info', '/var/lib'],
    ['/var/library', '/var'],
    ['/mnt/my disk\\x/y', '/mnt/my disk\\x'],
  ])('%s is on %s', (path, point) => {
    expect(mountOf(parseMounts(rhel), path)?.point).toBe(point)
  })

  it('takes the last of several on one point', () => {
    expect(mountOf(parseMounts(rhel), '/opt/x')?.options).toEqual(['rw'])
  })

  it('knows nothing without a table', () => {
    expect(mountOf([], '/etc')).toBeUndefined()
  })
})
