import type { MirrorAnswer, Way } from './mirror.ts'
import { world } from './world.ts'

export interface AptEnd {
  readonly exitCode: number
  readonly output: string
}

const { sizes, work } = world
const phrases = { 429: '429  Too Many Requests', 503: '503  Service Unavailable' } as const

/**
 * Its waits before it asks again for what was refused, always the same, whatever Retry-After says: apt 2.6 with its
 * default of Acquire::Retries (3), which the handler leaves as it is, against the lab's mirror.
 */
const retryWaitsMs = [1000, 2000, 4000]

/** What apt-get update of one signed source asks of its mirror. */
export async function aptUpdate(way: Way, source: string): Promise<AptEnd> {
  await way.connect()
  const suite = `${source}/dists/bookworm`
  const release = await fetch(way, sizes.releaseFile)
  if (release !== 200) return failed('InRelease', `${suite}/InRelease`, release)
  const list = await fetch(way, sizes.packageList)
  // What cannot be had packed is asked for once more as it is.
  const plain = list === 200 ? list : (await way.ask(sizes.packageList)).status
  if (plain !== 200) return failed('main amd64 Packages', `${suite}/main/binary-amd64/Packages`, plain)
  await way.work(work.readListsMs)
  return { exitCode: 0, output: 'Reading package lists...\n' }
}

/** What apt-get install of one package asks of its mirror. */
export async function aptInstall(way: Way, source: string): Promise<AptEnd> {
  await way.connect()
  const status = await fetch(way, sizes.loginPackage)
  if (status !== 200) return failed('aadsshlogin', `${source}/pool/main/a/aadsshlogin/aadsshlogin.deb`, status)
  await way.work(work.unpackMs)
  return { exitCode: 0, output: '' }
}

async function fetch(way: Way, bytes: number): Promise<MirrorAnswer['status']> {
  for (const waitMs of retryWaitsMs) {
    if ((await way.ask(bytes)).status === 200) return 200
    await way.work(waitMs)
  }
  return (await way.ask(bytes)).status
}

function failed(what: string, url: string, status: 429 | 503): AptEnd {
  const said = phrases[status]
  return { exitCode: 100, output: `Err:1 ${url} ${what}\n  ${said}\nE: Failed to fetch ${url}  ${said}\n` }
}
