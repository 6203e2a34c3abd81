import { describe, expect, it } from 'vitest'
import { missingNss } from '../../src/checks/nss-wiring.ts'
import type { MissingPiece } from '../../src/core/piece.ts'
import { World, type Program } from '../world.ts'
import { targetOf } from './targets.ts'

/** What getent of glibc 2.36 prints with LD_DEBUG=files, shortened. */
const debug = {
  absent: '     27531:\tfile=libnss_aad.so.2 [0];  dynamically loaded by /lib/x86_64-linux-gnu/libc.so.6 [0]\n',
  loaded: [
    '     27586:\tfile=libnss_aad.so.2 [0];  dynamically loaded by /lib/x86_64-linux-gnu/libc.so.6 [0]',
    '     27586:\tfile=libnss_aad.so.2 [0];  generating link map',
    '     27586:\tcalling init: /lib/x86_64-linux-gnu/libnss_aad.so.2',
    '     27586:\t/lib/x86_64-linux-gnu/libnss_aad.so.2: error: symbol lookup error: undefined symbol: _nss_aad_endgrent (fatal)',
    '',
  ].join('\n'),
  misfit: [
    '     27586:\tfile=libnss_aad.so.2 [0];  generating link map',
    "     27586:\tversion `GLIBC_2.38' not found (required by libnss_aad.so.2)",
    '',
  ].join('\n'),
  other: '     27586:\tcalling init: /lib/x86_64-linux-gnu/libc.so.6\n',
}

async function missing(getent: Program | undefined, line = 'passwd: files aad\n'): Promise<MissingPiece[]> {
  const world = new World().file('/etc/nsswitch.conf', line)
  if (getent !== undefined) world.program('getent', getent)
  return missingNss(world.host(), targetOf('debian-12'))
}

const cannotBeLoaded = [
  {
    piece: 'nss-module',
    what: 'the NSS module "aad" cannot be loaded (libnss_aad.so.2 is missing, or does not fit this system)',
  },
]

describe('missingNss', () => {
  it('asks the module itself for the name of an Entra user', async () => {
    const seen: unknown[] = []
    const found = await missing((argv, { env }) => {
      seen.push(argv, env)
      return { stdout: 'check@example.com:x:2000000:2000000::/home/check:/bin/bash\n' }
    })

    expect(found).toEqual([])
    expect(seen).toEqual([['getent', '-s', 'aad', 'passwd', 'check@example.com'], { LD_DEBUG: 'files' }])
  })

  it.each<[string, Program | undefined]>([
    ['a module that does not know the name', () => ({ exitCode: 2, stderr: debug.loaded })],
    ['a loader that tells nothing', () => ({ exitCode: 2, stderr: debug.other })],
    ['no getent', undefined],
  ])('is nothing with %s', async (_, getent) => {
    expect(await missing(getent)).toEqual([])
  })

  it.each([
    ['is not there', debug.absent],
    ['does not fit this system (F018)', debug.misfit],
  ])('tells a module that %s, which getent alone does not', async (_, stderr) => {
    expect(await missing(() => ({ exitCode: 2, stderr }))).toEqual(cannotBeLoaded)
  })

  it('tells a module that hangs', async () => {
    expect(await missing(() => ({ exitCode: undefined, problem: 'timed out' }))).toEqual([
      { piece: 'nss-module', what: 'the NSS module "aad" does not answer' },
    ])
  })

  it('does not ask a module that nsswitch.conf does not name', async () => {
    const asked: unknown[] = []
    const found = await missing((argv) => {
      asked.push(argv)
      return {}
    }, 'passwd: files\n')

    expect(found).toEqual([{ piece: 'nss', what: '"aad" is not in the passwd line of /etc/nsswitch.conf' }])
    expect(asked).toEqual([])
  })
})
