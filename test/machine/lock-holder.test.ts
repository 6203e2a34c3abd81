import { describe, expect, it } from 'vitest'
import { describeProcess, findLockHolder } from '../../src/machine/lock-holder.ts'
import { World } from '../world.ts'

const lockFiles = ['/var/lib/dpkg/lock-frontend', '/var/lib/dpkg/lock']
const pidFiles = ['/var/run/yum.pid', '/var/lib/dnf/rpmdb_lock.pid']
const files = { lockFiles, pidFiles }

/** A machine with both lock files, whose /proc/locks says this; `#` stands for the inode of the first one. */
function machine(...lines: string[]): World {
  const world = new World()
  for (const file of lockFiles) world.file(file, '')
  const inode = String(world.entries.get(lockFiles[0]!)!.inode)
  world.file('/proc/locks', lines.map((line) => `${line.replace('#', inode)}\n`).join(''))
  return world.file('/proc/812/comm', 'apt-get\n')
}

describe('findLockHolder', () => {
  it.each([
    ['a POSIX lock', '1: POSIX  ADVISORY  WRITE 812 08:01:# 0 EOF'],
    ['a lock of flock(2)', '27: FLOCK  ADVISORY  WRITE 812 fd:00:# 0 EOF'],
    ['a mandatory lock', '3: POSIX  MANDATORY WRITE 812 08:01:# 0 EOF'],
    ['a lock on a part', '1: POSIX  ADVISORY  WRITE 812 103:02:# 0 0'],
  ])('finds %s', async (_, line) => {
    expect(await findLockHolder(machine(line).host(), files)).toBe('apt-get (process 812)')
  })

  it.each([
    ['nobody holds any lock', []],
    ['somebody only reads', ['1: POSIX  ADVISORY  READ 812 08:01:# 0 EOF']],
    ['somebody only waits', ['1: -> POSIX  ADVISORY  WRITE 812 08:01:# 0 EOF']],
    ['the lock is on another file', ['1: POSIX  ADVISORY  WRITE 812 08:01:999999 0 EOF']],
    ['it is a lease', ['1: LEASE  ACTIVE    WRITE 812 08:01:# 0 EOF']],
    ['the line is of no known form', ['POSIX WRITE #']],
  ])('finds nobody when %s', async (_, lines) => {
    expect(await findLockHolder(machine(...lines).host(), files)).toBeUndefined()
  })

  it('passes over waiting and other lines to the one that holds', async () => {
    const world = machine(
      '1: POSIX  ADVISORY  WRITE 700 08:01:4 0 EOF',
      '2: POSIX  ADVISORY  WRITE 812 08:01:# 0 EOF',
      '2: -> POSIX  ADVISORY  WRITE 900 08:01:# 0 EOF',
    )

    expect(await findLockHolder(world.host(), files)).toBe('apt-get (process 812)')
  })

  it('finds nobody where the files or the list of locks are missing', async () => {
    const empty = new World()

    expect(await findLockHolder(empty.host(), files)).toBeUndefined()
  })

  it('has no name for the holder of a lock that belongs to an open file', async () => {
    const world = machine('1: OFDLCK ADVISORY  WRITE -1 08:01:# 0 EOF')

    expect(await findLockHolder(world.host(), files)).toBe('an unknown process')
  })
})

describe('findLockHolder by a file with a number', () => {
  const at = (file: string, number: string, state = 'S (sleeping)'): World =>
    new World()
      .file(file, number)
      .file('/proc/812/comm', 'yum\n')
      .file('/proc/812/status', `Name:\tyum\nState:\t${state}\n`)

  it.each([
    ['alone', '812'],
    ['in a line', '812\n'],
    ['with a name behind it', '812 zypper\n'],
  ])('finds the process whose number stands there %s', async (_, text) => {
    expect(await findLockHolder(at(pidFiles[1]!, text).host(), files)).toBe('yum (process 812)')
  })

  it.each([
    ['is empty', '', 'S (sleeping)'],
    ['has no number', 'yum', 'S (sleeping)'],
    ['has a number that nobody has', '99', 'S (sleeping)'],
    ['has the number of a process that has ended', '812', 'Z (zombie)'],
  ])('finds nobody when the file %s', async (_, text, state) => {
    expect(await findLockHolder(at(pidFiles[0]!, text, state).host(), files)).toBeUndefined()
  })

  it('asks the kernel first', async () => {
    const world = machine('1: POSIX  ADVISORY  WRITE 812 08:01:# 0 EOF').file(pidFiles[0]!, '7')
    world.file('/proc/7/status', 'State:\tR (running)\n')

    expect(await findLockHolder(world.host(), files)).toBe('apt-get (process 812)')
  })
})

describe('describeProcess', () => {
  it('is the number alone when the process is gone or nameless', async () => {
    const world = new World().file('/proc/7/comm', '\n')

    expect(await describeProcess(world.host(), '7')).toBe('process 7')
    expect(await describeProcess(world.host(), '8')).toBe('process 8')
  })
})
