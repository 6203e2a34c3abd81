import { beforeEach, describe, expect, it } from 'vitest'
import { asFailure } from '../../src/core/failure.ts'
import { removeInsisting } from '../../src/machine/insistent-removal.ts'
import { layout } from '../../src/machine/layout.ts'
import { care } from '../core/plan-cases.ts'
import { World } from '../world.ts'
import { startProcess } from './proc.ts'
import { aptIn, Database } from './simulated-packages.ts'
import { simulateTransactions, type StartedTransaction } from './simulated-transactions.ts'

const prerm = '/var/lib/dpkg/info/login.prerm'
const postrm = '/var/lib/dpkg/info/login.postrm'
const account = '/etc/pam.d/common-account'
const module = '/usr/lib/x86_64-linux-gnu/security/pam_aad.so'
const texts = {
  [account]: 'account required pam_unix.so\naccount [default=ignore] pam_aad.so\n',
  '/etc/nsswitch.conf': 'passwd: files aad\n',
  '/etc/ssh/sshd_config':
    'UsePAM yes\n\nMatch User *@*\n    AuthorizedKeysCommand /usr/sbin/aad_certhandler %u\n    AuthorizedKeysCommandUser root\n',
}
const without = ['account required pam_unix.so\n', 'passwd: files\n', 'UsePAM yes\n']
const refusal =
  'dpkg: error processing package login (--purge):\n installed login package pre-removal script subprocess returned error exit status 1\n'

let world: World
let database: Database
let started: StartedTransaction[]
/** Scripts that let the package go only when they do not run. */
let failing: readonly string[]
let told: string[]

beforeEach(() => {
  world = new World().directory('/etc').file(module, 'module').file('/var/lib/dpkg/info/login.list', '/.\n')
  for (const [path, text] of Object.entries(texts)) world.file(path, text)
  for (const path of [prerm, postrm]) world.file(path, '#!/bin/sh\n', 0o755)
  world.file('/etc/passwd', 'root:x:0:0:::\n').program('/usr/sbin/sshd', {}).program('dpkg', {}).program('getent', {})
  database = new Database(world).set('login', 'ii', '1')
  failing = [prerm]
  told = []
  started = simulateTransactions(world, () => {
    if (failing.some((path) => world.text(path) !== undefined)) return { exit: 1, output: refusal }
    return {
      effect: () => {
        database.drop('login')
        for (const path of [module, prerm, postrm, '/var/lib/dpkg/info/login.list']) world.entries.delete(path)
      },
    }
  })
})

async function remove(insists = true): Promise<string> {
  const step = {
    kind: 'remove-packages',
    names: ['login'],
    purge: true,
    ...(insists && { insists: care.places }),
  } as const
  try {
    await removeInsisting(aptIn(world, 600_000, { tell: (message) => void told.push(message) }), step)
    return 'removed'
  } catch (error) {
    const { code, detail } = asFailure(error)
    return `${code}: ${String(detail.reason ?? '')}`
  }
}

const now = (): (string | undefined)[] => Object.keys(texts).map((path) => world.text(path))

describe('removeInsisting', () => {
  it('is a plain removal where nothing fails', async () => {
    failing = []

    expect(await remove()).toBe('removed')
    expect(started.map(({ argv }) => argv[0])).toEqual(['apt-get'])
    expect([now(), told]).toEqual([Object.values(texts), []])
  })

  it('does not insist unless it is told to', async () => {
    expect(await remove(false)).toMatch(/^packages\.transaction-failed: .*pre-removal script/)
    expect(started.map(({ argv }) => argv[0])).toEqual(['apt-get'])
  })

  it.each([
    ['prerm', [prerm], 3],
    ['both scripts', [prerm, postrm], 4],
  ])('goes on without %s, once the wiring is out', async (_, scripts, runs) => {
    failing = scripts

    expect(await remove()).toBe('removed')

    expect(started).toHaveLength(runs)
    expect(started.at(-1)?.argv).toEqual(['dpkg', '--force-remove-reinstreq', '--purge', 'login'])
    expect(now()).toEqual(without)
    expect(told).toEqual([expect.stringMatching(/^login: removed without scripts, because they fail \(.*pre-removal/)])
    expect(world.directories.has(layout.scripts)).toBe(false)
  })

  it('names what only the scripts would have removed', async () => {
    world.file('/etc/aadpasswd', '').file('/etc/group', 'aad_admins:x:9999:\n')

    await remove()

    expect(told[0]).toMatch(/ What the scripts would have removed is left: \/etc\/aadpasswd, the group aad_admins\.$/)
  })

  it('leaves all as it was where no way leads there', async () => {
    failing = [module]

    expect(await remove()).toMatch(/^packages\.transaction-failed: /)

    expect(now()).toEqual(Object.values(texts))
    expect([world.text(prerm), world.mode(prerm), world.text(postrm)]).toEqual(['#!/bin/sh\n', 0o755, '#!/bin/sh\n'])
    expect(told).toEqual([])
  })

  it('returns scripts that a command that was cut short had put aside', async () => {
    const name = prerm.replaceAll('/', '%')
    world.file(`${layout.scripts}/${name}`, '#!/bin/sh\n').entries.delete(prerm)
    failing = [module]

    await remove()

    expect([world.text(prerm), world.directories.has(layout.scripts)]).toEqual(['#!/bin/sh\n', false])
  })

  it('removes nothing while somebody is logged in', async () => {
    world.program('getent', { stdout: 'maria@example.com:*:2000000:100:::\n' })
    startProcess(world, { pid: 70, uid: 2_000_000 })

    expect(await remove()).toMatch(/^sessions\.open/)
    expect([started.length, now()]).toEqual([1, Object.values(texts)])
  })

  it.each<[string, (part: World) => unknown, RegExp]>([
    [
      'a file of PAM that goes with the package is led to',
      (part) => {
        part
          .program('dpkg', { stdout: '/etc/pam.d/system-auth-aad\n' })
          .file('/etc/pam.d/sshd', 'auth include system-auth-aad\n')
      },
      /\/etc\/pam\.d\/sshd leads to \/etc\/pam\.d\/system-auth-aad, which goes with them/,
    ],
    [
      'a link of PAM ends at one',
      (part) => {
        part
          .program('dpkg', { stdout: '/etc/pam.d/system-auth-aad\n' })
          .file('/etc/pam.d/system-auth-aad', 'auth required pam_unix.so\n')
        part.link('/etc/pam.d/system-auth', '/etc/pam.d/system-auth-aad').file('/etc/pam.d/system-auth', '')
      },
      /\/etc\/pam\.d\/system-auth leads to/,
    ],
    [
      'a file of PAM cannot be changed',
      (part) => {
        part.link(account, '/usr/share/pam/common-account').file('/usr/share/pam/common-account', texts[account])
      },
      /\/usr\/share\/pam\/common-account is not for us to change/,
    ],
    [
      'sshd does not accept what is left',
      (part) => {
        part.program('/usr/sbin/sshd', () =>
          part.text('/etc/ssh/sshd_config')?.includes('Match') ? {} : { exitCode: 255, stderr: 'no\n' },
        )
      },
      /The SSH server does not accept its own configuration: no/,
    ],
  ])('keeps the package, and says why, where %s', async (_, prepare, reason) => {
    prepare(world)
    const before = now()

    const said = await remove()

    expect(said).toMatch(/^removal\.unsafe: /)
    expect(said).toMatch(reason)
    expect(now()).toEqual(before)
    expect(started.every(({ argv }) => argv[0] === 'apt-get' || world.text(prerm) !== undefined)).toBe(true)
    expect(world.text(module)).toBe('module')
  })
})
