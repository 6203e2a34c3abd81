/** With and without the folders of Debian's architectures. */
const folders = ['/lib', '/lib64', '/usr/lib', '/usr/lib64'].flatMap((folder) => [
  folder,
  `${folder}/x86_64-linux-gnu`,
  `${folder}/aarch64-linux-gnu`,
])

/** Where the library of an NSS module may be. */
export function nssModulePlaces(module: string): string[] {
  return folders.map((folder) => `${folder}/libnss_${module}.so.2`)
}

/** Where the file of a PAM module may be. */
export function pamModulePlaces(module: string): string[] {
  return folders.map((folder) => `${folder}/security/${module}.so`)
}
