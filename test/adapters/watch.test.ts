import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { watch } from '../../src/adapters/watch.ts'
import type { Watch } from '../../src/host.ts'
import { temporaryFolder } from '../temporary-folder.ts'

const forEver = 3_600_000

function watched(): { folder: string; path: string; file: Watch; make: () => void } {
  const folder = temporaryFolder()
  const path = join(folder, 'exit')
  const file = watch(path)
  onTestFinished(() => {
    file.stop()
  })
  const make = (): void => {
    writeFileSync(`${path}.new`, '0\n')
    renameSync(`${path}.new`, path)
  }
  return { folder, path, file, make }
}

/** Whether a promise is still open after a while that is long for the system to tell. */
async function isOpen(promise: Promise<void>): Promise<boolean> {
  const open = Symbol('open')
  const after = new Promise((resolve) => setTimeout(resolve, 200, open))
  return (await Promise.race([promise, after])) === open
}

describe('watch', () => {
  it('wakes when the file appears', async () => {
    const { file, make } = watched()
    const waiting = file.appeared(forEver)
    expect(await isOpen(waiting)).toBe(true)

    make()

    await waiting
  })

  it('tells of a file that has appeared before it was asked, once', async () => {
    const { file, make } = watched()
    make()
    await new Promise((resolve) => setTimeout(resolve, 100))

    await file.appeared(forEver)

    expect(await isOpen(file.appeared(500))).toBe(true)
  })

  it('waits no longer than it may', async () => {
    const { file } = watched()

    await file.appeared(20)
    await file.appeared(20)
  })

  it('takes no other file for it', async () => {
    const { folder, file } = watched()
    const waiting = file.appeared(600)

    writeFileSync(join(folder, 'output'), 'text')

    expect(await isOpen(waiting)).toBe(true)
    await waiting
  })

  it.each([
    ['the folder is not there', () => watch('/nowhere/exit')],
    ['the folder goes away', () => gone()],
    ['it was stopped', () => stopped()],
  ])('takes its whole time where %s', async (_, make) => {
    const file = make()
    const waiting = file.appeared(500)

    expect(await isOpen(waiting)).toBe(true)
    await waiting
    file.stop()
  })
})

function gone(): Watch {
  const { folder, file } = watched()
  rmSync(folder, { recursive: true })
  return file
}

function stopped(): Watch {
  const { file, make } = watched()
  file.stop()
  make()
  return file
}
