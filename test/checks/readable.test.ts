import { describe, expect, it } from 'vitest'
import { readBareLines, readFirst, readIfAny } from '../../src/checks/readable.ts'
import { World } from '../world.ts'

describe('readIfAny', () => {
  const world = new World().file('/a', 'text')

  it('answers the text, or nothing when there is none or too much of it', async () => {
    expect(await readIfAny(world.host(), '/a')).toBe('text')
    expect(await readIfAny(world.host(), '/b')).toBeUndefined()
    expect(await readIfAny(world.host(), '/a', 3)).toBeUndefined()
  })
})

describe('readFirst', () => {
  it('answers the first place that exists, even when it is empty', async () => {
    const world = new World().file('/b', '').file('/c', 'c')

    expect(await readFirst(world.host(), ['/a', '/c', '/b'])).toBe('c')
    expect(await readFirst(world.host(), ['/a', '/b', '/c'])).toBe('')
    expect(await readFirst(world.host(), ['/a'])).toBe('')
  })
})

describe('readBareLines', () => {
  it('leaves out comments and the white space around lines', async () => {
    const world = new World().file('/a', '# x\n  passwd: files # y\n\nlast')

    expect(await readBareLines(world.host(), ['/a'])).toEqual(['', 'passwd: files', '', 'last'])
  })
})
