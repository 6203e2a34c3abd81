import type { Profile } from './profile-schema.ts'

/**
 * Where a file or folder may be, best first: at its own path, which the administrator or a package makes, else where
 * the distribution keeps its version (SUSE: /usr/etc; pam.d(5): /usr/lib/pam.d). The first that exists counts.
 */
export function placesOf(path: string, { vendorFolders = [] }: Pick<Profile['wiring'], 'vendorFolders'>): string[] {
  const folders = vendorFolders.filter((folder) => path.startsWith(`${folder.of}/`))
  return [path, ...folders.map((folder) => `${folder.in}${path.slice(folder.of.length)}`)]
}
