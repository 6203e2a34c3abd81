/** A line of /proc/mounts: where something is mounted, and with which options, those of the file system included. */
export interface Mount {
  readonly point: string
  readonly options: readonly string[]
}

/**
 * The lines of /proc/mounts or /proc/self/mounts (proc(5), fstab(5)): fields with a blank between them; blank, tab,
 * line feed and backslash in a field are octal. Anything else is no mount and is left out.
 */
export function parseMounts(text: string): Mount[] {
  return text.split('\n').flatMap((line) => {
    const [, point, , options] = line.split(' ').map(unescape)
    return point?.startsWith('/') && options !== undefined ? [{ point, options: options.split(',') }] : []
  })
}

/** The mount that holds an absolute path without links: the deepest; of several on one point the last, which is on top. */
export function mountOf(mounts: readonly Mount[], path: string): Mount | undefined {
  let best: Mount | undefined
  for (const mount of mounts)
    if (holds(mount.point, path) && mount.point.length >= (best?.point.length ?? 0)) best = mount
  return best
}

function holds(point: string, path: string): boolean {
  return point === '/' || path === point || path.startsWith(`${point}/`)
}

function unescape(text: string): string {
  return text.replace(/\\([0-7]{3})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 8)))
}
