import { lstatSync, readFileSync, readlinkSync } from 'node:fs'

/** The number under which process 1 of a machine (boot.sh) keeps the folder open in which all that it writes lies. */
const upperDescriptor = 9

/** What a machine's root is made of. */
export interface Layers {
  /** The same for machines over the same layers. */
  readonly key: string
  /** Whether nobody has written to a path or below it since the machine was made; false where that is not known. */
  readonly isUntouched: (path: string) => boolean
}

/** The layers of the machine with this `root`, as the host sees it: `/proc/<pid>/root`. */
export function layersOf(root: string): Layers {
  const process = root.replace(/\/root$/, '')
  const mounts = readFileSync(`${process}/mountinfo`, 'utf8').trimEnd().split('\n').map(mountOf)
  const key = mounts.find(({ path, type }) => path === '/' && type === 'overlay')?.lower
  const upper = `${process}/fd/${upperDescriptor}`
  // systemd closes what it was not asked to keep.
  if (key === undefined || !isUpper(upper)) return { key: '', isUntouched: () => false }
  const mounted = mounts.map(({ path }) => path).filter((path) => path !== '/')
  const leading = new Set(mounted.flatMap(foldersTo))
  return {
    key,
    isUntouched: (path) =>
      path !== '' &&
      !leading.has(path) &&
      !mounted.some((mount) => path.startsWith(`${mount}/`)) &&
      lstatSync(upper + path, { throwIfNoEntry: false }) === undefined,
  }
}

interface Mount {
  readonly path: string
  readonly type: string
  readonly lower: string
}

/** A line of proc_pid_mountinfo(5). */
function mountOf(line: string): Mount {
  const [fields = '', kind = ''] = line.split(' - ')
  const [type = '', , options = ''] = kind.split(' ')
  return { path: fields.split(' ')[4] ?? '', type, lower: /(?:^|,)lowerdir=([^,]*)/.exec(options)?.[1] ?? '' }
}

function isUpper(descriptor: string): boolean {
  try {
    return readlinkSync(descriptor).endsWith('/upper')
  } catch {
    return false
  }
}

/** A path and all folders that lead to it. */
function foldersTo(path: string): string[] {
  const parts = path.slice(1).split('/')
  return parts.map((_, at) => `/${parts.slice(0, at + 1).join('/')}`)
}
