import { join } from 'node:path'

/** The root of the repository. */
export const root = join(import.meta.dirname, '../..')

/** Where downloads and finished intermediate files are kept between builds; AADSSH_LAB_CACHE moves it. */
export function cacheFolder(): string {
  return join(process.env.AADSSH_LAB_CACHE ?? join(root, '.cache'), 'package')
}
