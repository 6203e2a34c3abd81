import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { checkSshServer, parseSshVersion } from '../../src/checks/ssh-server.ts'
import type { Finding } from '../../src/core/finding.ts'
import type { RunResult } from '../../src/host.ts'
import { World } from '../world.ts'
import { targetOf } from './targets.ts'

const program = '/usr/sbin/sshd'
const usage =
  'usage: sshd [-46DdeiqTt] [-C connection_spec] [-c host_cert_file]\n            [-E log_file] [-f config_file]\n'
const listens22 = '   0: 00000000:0016 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0\n'

/** What sshd says of itself: captured, but for 7.4, which is put together from its source. */
const versions = {
  '7.4': `unknown option -- V\nOpenSSH_7.4p1, OpenSSL 1.0.2k-fips  26 Jan 2017\n${usage}`,
  '8.4': `unknown option -- V\nOpenSSH_8.4p1 Debian-5+deb11u3, OpenSSL 1.1.1w  11 Sep 2023\n${usage}`,
  '9.2': 'OpenSSH_9.2, OpenSSL 3.0.20 7 Apr 2026\n',
  '10.0': 'OpenSSH_10.0p2 Debian-7+deb13u4, OpenSSL 3.5.7 9 Jun 2026\n',
} as const

interface Server {
  readonly version?: string
  /** What -t says, and -T as well: it does all that -t does before it prints. */
  readonly test?: Partial<RunResult>
  /** What -G prints, which only parses, and -T where `test` is content. */
  readonly options?: Partial<RunResult>
  readonly table?: string
}

const listening = { stdout: 'port 22\nlistenaddress 0.0.0.0:22\n' }

function machine({ version = versions['9.2'], test, options = listening, table = listens22 }: Server = {}): World {
  return new World()
    .file(program, 'program', 0o755)
    .file('/proc/net/tcp', table)
    .program(program, (argv) => {
      if (argv[1] === '-V') return { exitCode: version.startsWith('unknown') ? 1 : 0, stderr: version }
      if (argv[1] === '-t') return test ?? {}
      return argv[1] === '-T' ? (test ?? options) : options
    })
}

async function check(server?: Server, change: (world: World) => unknown = () => undefined): Promise<Finding> {
  const world = machine(server)
  change(world)
  return checkSshServer(world.host(), targetOf('debian-12'))
}

describe('parseSshVersion', () => {
  it.each(Object.entries(versions))('reads %s', (version, text) => {
    expect(parseSshVersion(text)?.join('.')).toBe(version)
  })

  it('reads any version, and nothing else', () => {
    fc.assert(
      fc.property(fc.nat(99), fc.nat(99), (major, minor) => {
        expect(parseSshVersion(`x\nOpenSSH_${major}.${minor}p1, y`)).toEqual([major, minor])
      }),
    )
    expect(parseSshVersion('dropbear v2022.83')).toBeUndefined()
  })
})

describe('checkSshServer', () => {
  it.each(['8.4', '9.2', '10.0'] as const)('passes %s, changing nothing', async (version) => {
    const world = machine({ version: versions[version] })
    const before = world.hash()

    expect(await checkSshServer(world.host(), targetOf('debian-12'))).toEqual({
      check: 'ssh-server',
      verdict: 'passed',
      message: `OpenSSH ${version}; its configuration is valid.`,
    })
    expect(world.hash()).toBe(before)
    expect(world.calls.map((argv) => argv.slice(1))).toEqual([['-V'], ['-T']])
  })

  it('blocks a machine without an SSH server', async () => {
    expect(await check({}, (world) => world.entries.delete(program))).toEqual(
      blocked('ssh-server.missing', { program }),
    )
  })

  it('blocks a server that is too old for the packages, whatever number is the larger word', async () => {
    const version = 'OpenSSH_6.8p1 x\n'

    expect(await check({ version })).toEqual(blocked('ssh-server.too-old', { found: '6.8', needed: '6.9' }))
    expect(await check({ version: 'OpenSSH_6.10p1 x\n' })).toMatchObject({ verdict: 'warning' })
  })

  it.each([
    [
      'a word that is no option (F043)',
      { exitCode: 255, stderr: '/etc/ssh/sshd_config: line 123: Bad configuration option: Bogus\nterminating\n' },
      '/etc/ssh/sshd_config: line 123: Bad configuration option: Bogus',
    ],
    [
      'a directory that sshd does not trust',
      { exitCode: 255, stderr: '/run/sshd must be owned by root and not group or world-writable.\n' },
      '/run/sshd must be owned by root and not group or world-writable.',
    ],
    ['an sshd that hangs', { exitCode: undefined, problem: 'timed out' }, 'timed out'],
  ])('blocks a configuration that is invalid now: %s', async (_, test, reason) => {
    expect(await check({ test })).toEqual(blocked('ssh-server.invalid', { reason }))
  })

  it('does not mistake a directory that systemd makes later for an invalid configuration', async () => {
    const test = { exitCode: 255, stderr: 'Missing privilege separation directory: /run/sshd\n' }

    expect(await check({ test })).toMatchObject({ verdict: 'passed' })
  })

  it('blocks where a reload would end a running sshd for want of host keys', async () => {
    const test = { exitCode: 1, stderr: 'sshd: no hostkeys available -- exiting.\n' }

    expect(await check({ test, options: test })).toEqual(blocked('ssh-server.no-host-keys', {}))
  })

  it('finds the missing host keys behind complaints about their access rights', async () => {
    const stderr = `@@@\n@  WARNING: UNPROTECTED PRIVATE KEY FILE!  @\n@@@\nsshd: no hostkeys available -- exiting.\n`

    expect(await check({ test: { exitCode: 1, stderr } })).toMatchObject({ code: 'ssh-server.no-host-keys' })
  })

  it('warns about host keys that are still to be made where no sshd runs yet', async () => {
    const test = { exitCode: 1, stderr: 'sshd: no hostkeys available -- exiting.\n' }

    expect(await check({ test, options: test, table: '' })).toEqual(
      warning(
        'sshd has no host keys yet; they are made at its first start (ssh-keygen -A). sshd is not running: nothing listens on port 22. Nobody can log in until it is started.',
      ),
    )
  })

  it('warns when nobody listens on the ports that sshd is set to', async () => {
    const options = { stdout: 'port 2222\nlistenaddress [::]:2222\nlistenaddress 0.0.0.0:22\n' }

    expect(await check({ options })).toEqual(
      warning('sshd is not running: nothing listens on port 2222. Nobody can log in until it is started.'),
    )
  })

  it('tells users of a server before 7.8 the option their clients need (F071)', async () => {
    const finding = await check({ version: versions['7.4'] })

    expect(finding).toEqual(
      warning(
        'OpenSSH 7.4 knows RSA certificates with SHA-1 only; clients since OpenSSH 8.8 need: az ssh vm … -- -o PubkeyAcceptedKeyTypes=+ssh-rsa-cert-v01@openssh.com.',
      ),
    )
    expect(await check({ version: 'OpenSSH_7.8p1\n' })).toMatchObject({ verdict: 'passed' })
    expect(await check({ version: 'OpenSSH_7.7p1\n' })).toMatchObject({ verdict: 'warning' })
  })

  it('warns about a server that does not say its version', async () => {
    expect(await check({ version: '' })).toEqual(warning('sshd does not say its version; the packages need OpenSSH.'))
  })
})

function warning(message: string): Finding {
  return { check: 'ssh-server', verdict: 'warning', message }
}

function blocked(code: string, detail: Record<string, string>): unknown {
  return { check: 'ssh-server', verdict: 'blocked', code, detail }
}
