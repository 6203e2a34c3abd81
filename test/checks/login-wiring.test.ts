import { describe, expect, it } from 'vitest'
import { checkLoginWiring } from '../../src/checks/login-wiring.ts'
import type { Finding } from '../../src/core/finding.ts'
import { parseOsRelease } from '../../src/core/os-release.ts'
import { selectProfile } from '../../src/core/profile.ts'
import type { Target } from '../../src/core/target.ts'
import { osReleaseTexts, shippedProfiles } from '../core/distro-data.ts'
import type { RunResult } from '../../src/host.ts'
import { World, type Program } from '../world.ts'

const command = '/usr/sbin/aad_certhandler'
const sshd = '/usr/sbin/sshd'

function target(text = osReleaseTexts().get('debian-12')): Target {
  const selection = selectProfile(shippedProfiles(), parseOsRelease(text, 'x86_64'))
  if (selection.kind !== 'supported') throw new Error(`${text ?? ''} is not supported`)
  return selection.target
}

function wired(): World {
  return new World()
    .file(command, 'program', 0o755)
    .file('/etc/nsswitch.conf', 'passwd:         files systemd aad\nshadow: files\n')
    .file('/etc/pam.d/common-account', 'account [default=ignore] pam_aad.so\n')
    .file('/usr/lib/x86_64-linux-gnu/security/pam_aad.so', '')
    .program(command, { stdout: 'Version: 1.0.3\n' })
    .program(sshd, forEntra({ stdout: `port 22\nauthorizedkeyscommand ${command} %u %k\n` }))
}

async function check(change: (world: World) => unknown): Promise<Finding> {
  const world = wired()
  change(world)
  return checkLoginWiring(world.host(), target())
}

function answers(answer: Partial<RunResult>): (world: World) => World {
  return (world) => world.program(sshd, forEntra(answer))
}

const passed = {
  check: 'login-wiring',
  verdict: 'passed',
  message: 'NSS, PAM and sshd are set up for Microsoft Entra users.',
}

describe('checkLoginWiring', () => {
  it('passes a wired machine, asking sshd as an Entra user and changing nothing', async () => {
    const world = wired()
    const before = world.hash()

    expect(await checkLoginWiring(world.host(), target())).toEqual(passed)

    expect(world.calls).toHaveLength(4)
    expect(world.calls).toEqual(
      expect.arrayContaining([
        [sshd, '-T', '-C', 'user=check@example.com,host=localhost,addr=127.0.0.1'],
        [sshd, '-T', '-C', 'user=root,host=localhost,addr=127.0.0.1'],
        [command],
        ['getent', '-s', 'aad', 'passwd', 'check@example.com'],
      ]),
    )
    expect(world.hash()).toBe(before)
  })

  it.each<[string, (world: World) => unknown]>([
    ['aad first in the line', (world) => world.file('/etc/nsswitch.conf', 'passwd: aad files\n')],
    ['aad before an action', (world) => world.file('/etc/nsswitch.conf', 'passwd: files aad [NOTFOUND=return]\n')],
    ['a comment behind the line', (world) => world.file('/etc/nsswitch.conf', 'passwd:\tfiles\taad # by us\n')],
    ['an indented line', (world) => world.file('/etc/nsswitch.conf', '  passwd: files aad\n')],
    ['no blank after the colon', (world) => world.file('/etc/nsswitch.conf', 'passwd:aad files\n')],
    ['a line without an end', (world) => world.file('/etc/nsswitch.conf', '# x\npasswd: files aad')],
    ['the module in the file of sshd alone', (world) => pam(world, '/etc/pam.d/sshd', 'account required pam_aad.so\n')],
    [
      'the module by its path',
      (world) => pam(world, '/etc/pam.d/common-auth', 'auth optional /lib/security/pam_aad.so\n'),
    ],
    ['a link to the command', (world) => linked(world, '/usr/lib/aad/handler')],
    ['other access rights', (world) => world.file(command, 'program', 0o500)],
    ['the command without arguments', answers({ stdout: `authorizedkeyscommand ${command}\n` })],
    ['a warning of sshd', answers({ stdout: `authorizedkeyscommand ${command} %u\n`, stderr: 'line 3: deprecated' })],
  ])('passes %s', async (_, change) => {
    expect(await check(change)).toEqual(passed)
  })

  it.each<[string, (world: World) => unknown, string]>([
    ['no command', (world) => world.entries.delete(command), `${command} does not exist`],
    ['a link to nowhere', (world) => linked(world, '/nowhere').entries.delete('/nowhere'), `${command} does not exist`],
    ['a command that is not executable', (world) => world.file(command, 'x', 0o644), `${command} is not executable`],
    ['no nsswitch.conf', (world) => world.entries.delete('/etc/nsswitch.conf'), nss()],
    ['aad in another line', (world) => world.file('/etc/nsswitch.conf', 'passwd: files\ngroup: aad\n'), nss()],
    ['aad in a comment', (world) => world.file('/etc/nsswitch.conf', 'passwd: files # aad\n'), nss()],
    ['a line that is a comment', (world) => world.file('/etc/nsswitch.conf', '#passwd: files aad\n'), nss()],
    ['another module of that start', (world) => world.file('/etc/nsswitch.conf', 'passwd: files aadx\n'), nss()],
    ['a database of that end', (world) => world.file('/etc/nsswitch.conf', 'initpasswd: aad\n'), nss()],
    ['no PAM file', (world) => world.entries.delete('/etc/pam.d/common-account'), pamText()],
    ['the PAM module in a comment', (world) => pam(world, '/etc/pam.d/sshd', '# auth pam_aad.so\n'), pamText()],
    ['an indented comment', (world) => pam(world, '/etc/pam.d/sshd', '  # auth pam_aad.so\n'), pamText()],
    ['a comment behind a line', (world) => pam(world, '/etc/pam.d/sshd', 'auth pam_unix.so # pam_aad.so\n'), pamText()],
    ['another PAM module of that start', (world) => pam(world, '/etc/pam.d/sshd', 'auth pam_aadx.so\n'), pamText()],
    ['another command', answers({ stdout: 'authorizedkeyscommand /usr/bin/other %u\n' }), asks('/usr/bin/other %u')],
    [
      'a command whose name only begins so',
      answers({ stdout: `authorizedkeyscommand ${command}2 %u\n` }),
      asks(`${command}2 %u`),
    ],
    ['no command in sshd', answers({ stdout: 'authorizedkeyscommand none\n' }), asks('none')],
    ['an sshd without that option', answers({ stdout: 'port 22\n' }), asks('none')],
    [
      'a broken sshd_config',
      answers({ exitCode: 255, stderr: '/etc/ssh/sshd_config: line 9: Bad option\nmore\n' }),
      broken('/etc/ssh/sshd_config: line 9: Bad option'),
    ],
    ['an sshd that fails without a word', answers({ exitCode: 1 }), broken('it ended with 1')],
    ['an sshd that hangs', answers({ exitCode: undefined, problem: 'timed out' }), broken('timed out')],
    ['no sshd', (world) => world.programs.delete(sshd), broken('ENOENT')],
  ])('blocks %s', async (_, change, missing) => {
    expect(await check(change)).toEqual({
      check: 'login-wiring',
      verdict: 'blocked',
      code: 'login.not-wired',
      detail: { missing },
      pieces: [pieceOf(missing)],
    })
  })

  it('asks an sshd that was never started, because systemd listens in its place, in another way', async () => {
    const noFolder = { exitCode: 255, stderr: 'Missing privilege separation directory: /run/sshd\r\n' }
    const reply = (known: boolean, argv: readonly string[]): Partial<RunResult> => {
      if (argv[1] === '-T') return noFolder
      if (isLocal(argv)) return {}
      return known
        ? { stdout: `authorizedkeyscommand ${command} %u\n` }
        : { exitCode: 1, stderr: 'unknown option -- G' }
    }

    expect(await check((world) => world.program(sshd, (argv) => reply(true, argv)))).toEqual(passed)
    expect(await check((world) => world.program(sshd, (argv) => reply(false, argv)))).toMatchObject({
      detail: { missing: broken('Missing privilege separation directory: /run/sshd') },
    })
  })

  it('takes the first answer of an sshd that only grumbles', async () => {
    const world = wired()
    const answer = { stdout: `authorizedkeyscommand ${command}\n`, stderr: 'no privilege separation directory' }
    world.program(sshd, (argv) => (argv[1] === '-T' && !isLocal(argv) ? answer : nobody))

    expect(await checkLoginWiring(world.host(), target())).toEqual(passed)
  })

  it('looks where the distribution keeps a file, as long as nobody has made one of his own', async () => {
    const sles = target('ID=sles\nVERSION_ID=16.0')
    const world = wired()
    for (const path of ['/etc/nsswitch.conf', '/etc/pam.d/common-account']) world.entries.delete(path)
    world
      .file('/usr/etc/nsswitch.conf', 'passwd: files aad\n')
      .file('/usr/lib/pam.d/sshd', 'account required pam_aad.so')
    const withVendor = await checkLoginWiring(world.host(), sles)
    world.file('/etc/nsswitch.conf', '').file('/etc/pam.d/sshd', 'account required pam_unix.so')
    const { files } = sles.wiring.pam

    expect(withVendor).toEqual(passed)
    expect(await checkLoginWiring(world.host(), sles)).toMatchObject({
      detail: { missing: `${nss()}; pam_aad is in none of ${files.join(', ')}` },
    })
  })

  it('names everything that is missing', async () => {
    const finding = await checkLoginWiring(new World().host(), target())

    expect(finding).toMatchObject({
      detail: { missing: [`${command} does not exist`, nss(), pamText(), broken('ENOENT')].join('; ') },
      pieces: ['command', 'nss', 'pam', 'sshd'],
    })
  })

  it('tells a module that does not answer from a line that is not there, and names rules for sudo', async () => {
    const finding = await check((world) =>
      world
        .program('getent', { exitCode: undefined, problem: 'timed out' })
        .file('/etc/sudoers.d/aad_admins', 'x')
        .program('visudo', { exitCode: 1, stderr: 'parse error' }),
    )

    expect(finding).toMatchObject({ pieces: ['nss-module', 'sudoers'] })
  })
})

const nobody = { stdout: 'authorizedkeyscommand none\n' }

/** sshd answers so for Entra users, and asks nobody for the keys of local ones. */
function forEntra(answer: Partial<RunResult>): Program {
  return (argv) => (isLocal(argv) ? nobody : answer)
}

function isLocal(argv: readonly string[]): boolean {
  return argv.some((word) => word.startsWith('user=root,'))
}

function pam(world: World, path: string, text: string): World {
  world.entries.delete('/etc/pam.d/common-account')
  return world.file(path, text)
}

function linked(world: World, path: string): World {
  world.entries.delete(command)
  return world.file(path, 'program', 0o755).link(command, path)
}

function pieceOf(missing: string): string {
  if (missing.startsWith('sshd ')) return 'sshd'
  if (missing.startsWith(command)) return 'command'
  return missing === nss() ? 'nss' : 'pam'
}

function nss(): string {
  return '"aad" is not in the passwd line of /etc/nsswitch.conf'
}

function pamText(): string {
  return `pam_aad is in none of ${target().wiring.pam.files.join(', ')}`
}

function asks(found: string): string {
  return `sshd asks ${found} for the keys of an Entra user, not ${command}`
}

function broken(reason: string): string {
  return `sshd does not accept its configuration (${reason})`
}
