import { beforeEach, describe, expect, it } from 'vitest'
import { listProcesses, ownPid } from '../../src/machine/process-list.ts'
import { World } from '../world.ts'
import { startProcess } from './proc.ts'

let world: World
beforeEach(() => {
  world = new World()
})

async function pids(): Promise<number[]> {
  return (await listProcesses(world.host())).map(({ pid }) => pid)
}

describe('listProcesses', () => {
  it('reads parent, users and terminal, in the order of the numbers', async () => {
    startProcess(world, { pid: 100, uid: 1000, parent: 9, pts: 3 })
    startProcess(world, { pid: 9, uid: 0 })

    expect(await listProcesses(world.host())).toEqual([
      { pid: 9, parent: 1, uids: [0, 0, 0], terminal: '' },
      { pid: 100, parent: 9, uids: [1000, 1000, 1000], terminal: 'pts/3' },
    ])
  })

  it('takes real, effective and saved user, not that of the file system', async () => {
    world.file('/proc/5/status', 'State:\tS (sleeping)\nPPid:\t1\nUid:\t1\t2\t3\t4\n')

    expect((await listProcesses(world.host()))[0]?.uids).toEqual([1, 2, 3])
  })

  it('leaves out those of containers, and keeps those of a kernel that does not tell', async () => {
    startProcess(world, { pid: 5, uid: 0, inner: 1 })
    world.file('/proc/6/status', 'State:\tS (sleeping)\nPPid:\t1\nUid:\t0\t0\t0\t0\n')

    expect(await pids()).toEqual([6])
  })

  it('leaves out those that are over', async () => {
    startProcess(world, { pid: 5, uid: 0, state: 'Z' })
    startProcess(world, { pid: 6, uid: 0, state: 'X' })
    startProcess(world, { pid: 7, uid: 0, state: 'D' })

    expect(await pids()).toEqual([7])
  })

  it('looks at nothing else in /proc, and leaves out one that has ended by now', async () => {
    world.directory('/proc/8').file('/proc/self/status', 'Pid:\t5\n').file('/proc/sys9/status', 'Pid:\t9\n')

    expect(await pids()).toEqual([])
  })

  it('leaves out one whose files cannot be read, and keeps one that ends between the two', async () => {
    startProcess(world, { pid: 5, uid: 0 })
    startProcess(world, { pid: 6, uid: 0, pts: 1 })
    const { files } = world.host()
    const refused = ['/proc/5/status', '/proc/6/stat']
    const readText = (path: string): Promise<string | undefined> =>
      refused.includes(path) ? Promise.reject(new Error('EACCES')) : files.readText(path)

    expect(await listProcesses({ files: { ...files, readText } })).toEqual([
      { pid: 6, parent: 1, uids: [0, 0, 0], terminal: '' },
    ])
  })

  it.each([
    ['nothing', 0, ''],
    ['a pseudo terminal', (136 << 8) | 7, 'pts/7'],
    ['one of the next device', (137 << 8) | 2, 'pts/258'],
    ['a console', (4 << 8) | 1, 'tty1'],
    ['a serial line', (4 << 8) | 65, 'ttyS1'],
    ['another device', (5 << 8) | 1, ''],
  ])('knows %s by its number, whatever the name', async (_, device, terminal) => {
    startProcess(world, { pid: 5, uid: 0 })
    world.file('/proc/5/stat', `5 (a ) S 1 1 1 34816 b) S 1 1 1 ${device} 0\n`)

    expect((await listProcesses(world.host()))[0]?.terminal).toBe(terminal)
  })

  it('finds none where there is no /proc', async () => {
    expect(await pids()).toEqual([])
  })
})

describe('ownPid', () => {
  it('is that of this process; 0 where /proc does not say', async () => {
    expect(await ownPid(world.host())).toBe(0)
    world.file('/proc/self/status', 'Name:\tnode\nPPid:\t7\nPid:\t42\n')
    expect(await ownPid(world.host())).toBe(42)
  })
})
