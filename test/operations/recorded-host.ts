import type { Host, Journal } from '../../src/host.ts'

/**
 * The same host with a journal; `tell` hears, and may refuse by throwing, what is done to the world, in order: `write /path`, `remove /path`,
 * `run dpkg-query`, `detach`, `lock`, `release`, `identity`, `get url`.
 */
export function recordedHost(host: Host, log: Journal, tell: (line: string) => void): Host & { readonly log: Journal } {
  const { files, processes, http, identity } = host
  return {
    ...host,
    log,
    files: {
      ...files,
      writeAtomic: async (path, data, mode) => {
        tell(`write ${path}`)
        return files.writeAtomic(path, data, mode)
      },
      remove: async (path) => {
        tell(`remove ${path}`)
        return files.remove(path)
      },
    },
    processes: {
      run: async (argv, options) => {
        tell(`run ${argv[0]!}`)
        return processes.run(argv, options)
      },
      detach: async (argv, environment) => {
        tell('detach')
        return processes.detach(argv, environment)
      },
      lock: async (path, waitMs) => {
        const lock = await processes.lock(path, waitMs)
        if (lock === undefined) return undefined
        tell('lock')
        return {
          release: async () => {
            tell('release')
            return lock.release()
          },
        }
      },
    },
    http: {
      get: async (request) => {
        tell(`get ${request.url}`)
        return http.get(request)
      },
    },
    identity: {
      request: async (scope, timeoutMs) => {
        tell('identity')
        return identity.request(scope, timeoutMs)
      },
    },
  }
}
