import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { diffRoot } from './diff.ts'
import { Machine } from './machine.ts'
import { snapshot } from './snapshot.ts'

describe('diffRoot', () => {
  let machine: Machine
  beforeAll(async () => {
    machine = await Machine.up({ fabric: 'none' })
  })
  afterAll(() => machine.down())

  const changes: [string, string, { path: string; change: string }[]][] = [
    ['a new folder', 'mkdir /opt/new', [{ path: '/opt/new', change: 'added' }]],
    ['a new file', 'touch /opt/file', [{ path: '/opt/file', change: 'added' }]],
    ['a file gone', 'rm /etc/issue', [{ path: '/etc/issue', change: 'removed' }]],
    [
      'other content of the same length',
      "sed -i 's/bookworm/wormbook/' /etc/os-release",
      [{ path: '/etc/os-release', change: 'changed' }],
    ],
    ['another mode', 'chmod 600 /etc/hosts', [{ path: '/etc/hosts', change: 'changed' }]],
    ['another owner', 'chown 7:8 /etc/shells', [{ path: '/etc/shells', change: 'changed' }]],
    ['another link', 'ln -sfn /mnt /etc/alternatives/awk', [{ path: '/etc/alternatives/awk', change: 'changed' }]],
    [
      'something in memory',
      'touch /run/left /tmp/left /dev/shm/left',
      [
        { path: '/dev/shm/left', change: 'added' },
        { path: '/run/left', change: 'added' },
        { path: '/tmp/left', change: 'added' },
      ],
    ],
    ['new times only', 'touch /etc/passwd && mv /etc/group /etc/g && mv /etc/g /etc/group', []],
    ['a file written again as it was', 'cp -p /etc/profile /etc/p && mv /etc/p /etc/profile', []],
    [
      'the folder of excluded files',
      'rm -rf /var/log/apt && mkdir -p /var/log/azure/x && touch /var/log/azure/x/y',
      [
        { path: '/var/log/apt', change: 'removed' },
        { path: '/var/log/azure', change: 'added' },
      ],
    ],
  ]
  it.each(changes)('sees %s', async (_name, script, expected) => {
    const before = snapshot(machine.root)
    await machine.must(['sh', '-c', script])

    expect(diffRoot(before, snapshot(machine.root)).map(({ path, change }) => ({ path, change }))).toEqual(expected)
  })

  it('tells machines over the same layers apart, and what a machine has from its own layers', async () => {
    const options = { fabric: 'none', files: { '/etc/lab/file': 'one\n' } } as const
    const other = await Machine.up({ ...options, binds: [{ from: import.meta.filename, to: '/usr/lib/bound/file' }] })
    const third = await Machine.up(options)
    await third.must(['rm', '/usr/bin/env'])

    const found = diffRoot(snapshot(third.root), snapshot(other.root))

    await other.down()
    await third.down()
    expect(found.map(({ path, change }) => `${change} ${path}`)).toEqual([
      'added /usr/bin/env',
      'added /usr/lib/bound',
      'added /usr/lib/bound/file',
    ])
  })
})
