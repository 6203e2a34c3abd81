import { watch as watchFolder, type FSWatcher } from 'node:fs'
import { basename, dirname } from 'node:path'
import type { Watch } from '../host.ts'

/** inotify(7), below fs.watch; a machine whose users have taken all watches (fs.inotify.max_user_watches) has none left. */
export function watch(path: string): Watch {
  let told = false
  let wake = (): void => undefined
  const watcher = startWatch(path, () => {
    told = true
    wake()
  })
  return {
    appeared: async (waitMs) => {
      const { promise, resolve } = Promise.withResolvers<undefined>()
      const timer = setTimeout(resolve, waitMs)
      wake = () => {
        resolve(undefined)
      }
      if (told) wake()
      await promise
      clearTimeout(timer)
      told = false
    },
    stop: () => watcher?.close(),
  }
}

function startWatch(path: string, tell: () => void): FSWatcher | undefined {
  try {
    const watcher = watchFolder(dirname(path), (_, name) => {
      if (name === basename(path)) tell()
    })
    return watcher.on('error', () => {
      watcher.close()
    })
  } catch {
    return undefined
  }
}
