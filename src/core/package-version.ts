/**
 * Whether an installed version is the one that is wanted: the same word, or the same but for the epoch and the release
 * that whoever wants it left out. Never an order: only the package manager knows which version is newer.
 */
export function isVersion(installed: string, wanted: string): boolean {
  if (installed === wanted) return true
  const plain = wanted.includes(':') ? installed : installed.replace(/^\d+:/, '')
  // The release begins after the last hyphen, in Debian's versions as in those of rpm.
  return plain === wanted || (!wanted.includes('-') && plain.replace(/-[^-]*$/, '') === wanted)
}
