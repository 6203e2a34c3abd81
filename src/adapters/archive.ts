import { createTarGzip } from 'nanotar'

export interface ArchivedFile {
  /** Below the archive's only folder; at most 80 ASCII characters, because the format's name field has 100. */
  readonly name: string
  readonly text: string
}

/** A tar.gz with these files in one folder, readable by their owner alone. `time`: milliseconds since 1970. */
export async function packArchive(folder: string, files: readonly ArchivedFile[], time: number): Promise<Uint8Array> {
  const encoder = new TextEncoder()
  const attrs = { mode: '600', uid: 0, gid: 0, user: 'root', group: 'root', mtime: time }
  return createTarGzip(
    files.map(({ name, text }) => ({ name: `${folder}/${name}`, data: encoder.encode(text), attrs })),
  )
}
