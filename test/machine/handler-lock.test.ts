import { describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { lockHandler } from '../../src/machine/handler-lock.ts'
import { layout } from '../../src/machine/layout.ts'
import { World } from '../world.ts'

describe('lockHandler', () => {
  it('says who holds it and for what, as long as it is held', async () => {
    const world = new World().directory('/run')

    const lock = await lockHandler(world.host(), 'enable 7', 812)
    const held = world.text(layout.lockHolder)
    await lock.release()

    expect(held).toBe('812 enable 7\n')
    expect(world.text(layout.lockHolder)).toBeUndefined()
  })

  it.each<[string, string | undefined, string]>([
    ['what the holder said', '812 install 3\n', 'install 3, node (process 812)'],
    ['only the number of one that is gone', '900 install 3\n', 'install 3, process 900'],
    ['nothing that the file does not say', 'x', 'an unknown process'],
    ['nothing without a file', undefined, 'an unknown process'],
  ])('when it is busy names %s', async (_, text, holder) => {
    const world = new World().directory('/run').file('/proc/812/comm', 'node\n')
    world.lockHolder = 'somebody'
    if (text !== undefined) world.file(layout.lockHolder, text)
    const since = world.time

    await expect(lockHandler(world.host(), 'enable 7', 813)).rejects.toMatchObject({
      code: 'handler.busy',
      detail: { holder, seconds: 60 },
    })
    expect(world.time - since).toBe(limits.handlerLock.waitMs)
    expect(world.text(layout.lockHolder)).toBe(text)
  })
})
