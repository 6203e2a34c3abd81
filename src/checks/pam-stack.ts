import type { Target } from '../core/target.ts'
import { placesOf } from '../core/vendor-files.ts'
import type { Host } from '../host.ts'
import { readBareLines } from './readable.ts'

type Wiring = Pick<Target['wiring'], 'pam' | 'vendorFolders'>
type Reader = Pick<Host, 'files'>

const folder = '/etc/pam.d'
const service = `${folder}/sshd`
/** No stack of a real system is nested so deep; a loop would be. */
const deepest = 8

/** All files of /etc/pam.d that a login by SSH goes through, its own first; empty where sshd has none. */
export async function filesOfSsh(host: Reader, wiring: Wiring): Promise<string[]> {
  const reached: string[] = []
  let next = [service]
  for (let depth = 0; next.length > 0 && depth < deepest; depth++) {
    const found: string[] = []
    for (const file of next) {
      const lines = await readBareLines(host, placesOf(file, wiring))
      if (lines.every((line) => line === '')) continue
      reached.push(file)
      found.push(...lines.flatMap(includedBy))
    }
    next = [...new Set(found)].filter((file) => !reached.includes(file))
  }
  return reached
}

/** Of these files, those that have the module in a line. */
export async function filesWithModule(host: Reader, wiring: Wiring, files: readonly string[]): Promise<string[]> {
  const names = [wiring.pam.module, `${wiring.pam.module}.so`]
  const having: string[] = []
  for (const file of files) {
    const words = (await readBareLines(host, placesOf(file, wiring))).flatMap((line) => line.split(/\s+/))
    if (words.some((word) => names.includes(word.replace(/^.*\//, '')))) having.push(file)
  }
  return having
}

/** pam.conf(5): "include" and "substack" in the place of a control, and Debian's "@include". */
function includedBy(line: string): string[] {
  const [, name] = /^(?:@include|-?\w+\s+(?:include|substack))\s+(\S+)/.exec(line) ?? []
  if (name === undefined) return []
  return [name.startsWith('/') ? name : `${folder}/${name}`]
}
