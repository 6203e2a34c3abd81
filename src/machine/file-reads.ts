import type { Files, Host } from '../host.ts'
import type { VerificationInputs } from './fingerprint.ts'

export interface FileReads {
  /** The same host; what is looked at through it is noted. */
  readonly host: Host
  /** All paths that were looked at so far, by the way in which they count. */
  readonly inputs: () => VerificationInputs
}

/** Notes which files somebody looks at. A path that is resolved counts with where it ends. */
export function noteReads(host: Host): FileReads {
  const contents = new Set<string>()
  const folders = new Set<string>()
  const stats = new Set<string>()
  const { files } = host
  const noting: Files = {
    ...files,
    readText: (path, maxBytes) => files.readText(noted(contents, path), maxBytes),
    readBytes: (path, maxBytes) => files.readBytes(noted(contents, path), maxBytes),
    list: (path) => files.list(noted(folders, path)),
    stat: (path) => files.stat(noted(stats, path)),
    resolve: async (path) => {
      const end = await files.resolve(noted(stats, path))
      if (end !== undefined) noted(stats, end)
      return end
    },
  }
  return {
    host: { ...host, files: noting },
    inputs: () => ({ contents: [...contents], folders: [...folders], stats: [...stats] }),
  }
}

function noted(paths: Set<string>, path: string): string {
  paths.add(path)
  return path
}
