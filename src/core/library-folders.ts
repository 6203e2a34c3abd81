/** Where libraries are: with and without the folders of Debian's architectures. */
export const libraryFolders = ['/lib', '/lib64', '/usr/lib', '/usr/lib64'].flatMap((folder) => [
  folder,
  `${folder}/x86_64-linux-gnu`,
  `${folder}/aarch64-linux-gnu`,
])

/** Where the file of a PAM module may be. */
export function pamModulePlaces(module: string): string[] {
  return libraryFolders.map((folder) => `${folder}/security/${module}.so`)
}
