import type { Host, Journal } from '../../src/host.ts'

/**
 * The same host with a journal, telling what is done to the world, in order: `write /path`, `remove /path`,
 * `run dpkg-query`, `detach`, `lock`, `release`, `identity`, `get url`.
 */
export function recordedHost(host: Host, log: Journal, story: string[]): Host & { readonly log: Journal } {
  const { files, processes, http, identity } = host
  return {
    ...host,
    log,
    files: {
      ...files,
      writeAtomic: (path, data, mode) => {
        story.push(`write ${path}`)
        return files.writeAtomic(path, data, mode)
      },
      remove: (path) => {
        story.push(`remove ${path}`)
        return files.remove(path)
      },
    },
    processes: {
      run: (argv, options) => {
        story.push(`run ${argv[0]!}`)
        return processes.run(argv, options)
      },
      detach: (argv, environment) => {
        story.push('detach')
        return processes.detach(argv, environment)
      },
      lock: async (path, waitMs) => {
        const lock = await processes.lock(path, waitMs)
        if (lock === undefined) return undefined
        story.push('lock')
        return {
          release: () => {
            story.push('release')
            return lock.release()
          },
        }
      },
    },
    http: {
      get: (request) => {
        story.push(`get ${request.url}`)
        return http.get(request)
      },
    },
    identity: {
      request: (scope, timeoutMs) => {
        story.push('identity')
        return identity.request(scope, timeoutMs)
      },
    },
  }
}
