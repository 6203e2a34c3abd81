/** Where programs are looked for, first folder first; nothing of the caller's PATH counts. */
export const programFolders: readonly string[] = [
  '/usr/sbin',
  '/usr/bin',
  '/sbin',
  '/bin',
  '/usr/local/sbin',
  '/usr/local/bin',
]
