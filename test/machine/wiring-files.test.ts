import { beforeEach, describe, expect, it } from 'vitest'
import { limits } from '../../src/core/limits.ts'
import { pamFiles, readText, wiredFiles, type WiringPart } from '../../src/machine/wiring-files.ts'
import { care } from '../core/plan-cases.ts'
import { World } from '../world.ts'

const rule = 'account [default=ignore] pam_aad.so\n'
const command = 'AuthorizedKeysCommand /usr/sbin/aad_certhandler %u\n'
const tooLong = '#'.repeat(limits.read.configurationBytes)

let world: World
beforeEach(() => {
  world = new World()
})

/** Path and text without the login, of each file that names it. */
async function wired(part: WiringPart): Promise<Record<string, string>> {
  const found = await wiredFiles(world.host(), part, care.places)
  for (const { path, text } of found) expect(text).toBe(world.text(path))
  return Object.fromEntries(found.map(({ path, without }) => [path, without]))
}

describe('wiredFiles', () => {
  it.each<WiringPart>(['pam', 'nss', 'sshd'])('finds none for %s on a machine without such files', async (part) => {
    expect(await wired(part)).toEqual({})
  })

  it('finds the files of PAM that name the module, where they really are, each once', async () => {
    world.file('/etc/pam.d/other', 'account required pam_unix.so\n').file('/etc/authselect/common', `# mine\n${rule}`)
    world.link('/etc/pam.d/system-auth', '/etc/authselect/common').link('/etc/pam.d/password-auth', 'system-auth')

    expect(await wired('pam')).toEqual({ '/etc/authselect/common': '# mine\n' })
  })

  it('keeps the count of lines in a file that another one jumps into', async () => {
    world.file('/etc/pam.d/common-account', rule)
    world.file('/etc/pam.d/sshd', 'account [success=1 default=ignore] pam_unix.so\n@include common-account\n')

    expect(await wired('pam')).toEqual({ '/etc/pam.d/common-account': 'account\t[default=ignore]\tpam_permit.so\n' })
  })

  it('finds the file of NSS only where it names the module', async () => {
    world.file('/etc/nsswitch.conf', 'passwd: files aad\n')
    expect(await wired('nss')).toEqual({ '/etc/nsswitch.conf': 'passwd: files\n' })

    world.file('/etc/nsswitch.conf', 'passwd: files sss\n')
    expect(await wired('nss')).toEqual({})
  })

  it('finds the configuration of sshd and its fragments, as sshd reads them', async () => {
    world.file('/etc/ssh/sshd_config', `Port 22\n${command}`)
    world.file('/etc/ssh/sshd_config.d/20-aad.conf', command).file('/etc/ssh/sshd_config.d/20-aad.conf.bak', command)
    world.file('/etc/ssh/sshd_config.d/30-other.conf', 'AuthorizedKeysCommand /usr/bin/sss_keys\n')

    expect(await wired('sshd')).toEqual({
      '/etc/ssh/sshd_config': 'Port 22\n',
      '/etc/ssh/sshd_config.d/20-aad.conf': '',
    })
  })

  it('passes over what is too long to be a configuration', async () => {
    world.file('/etc/nsswitch.conf', `passwd: files aad\n${tooLong}`).file('/etc/pam.d/sshd', rule + tooLong)

    expect([await wired('nss'), await wired('pam')]).toEqual([{}, {}])
  })
})

describe('pamFiles', () => {
  it('has every file that PAM reads, links followed, but no backup and no link to nowhere', async () => {
    world.file('/etc/pam.d/sshd', 'a').link('/etc/pam.d/login', 'sshd').link('/etc/pam.d/lost', '/nowhere')
    for (const end of ['~', '.rpmnew', '.rpmsave', '.dpkg-old', '.ucf-dist', '.pam-old', '.bak', '.orig', '.old'])
      world.file(`/etc/pam.d/sshd${end}`, 'old')

    expect(await pamFiles(world.host())).toEqual(
      new Map([
        ['login', { path: '/etc/pam.d/sshd', text: 'a' }],
        ['sshd', { path: '/etc/pam.d/sshd', text: 'a' }],
      ]),
    )
  })
})

describe('readText', () => {
  it('has one character for each byte; none where it is absent or too long', async () => {
    const host = world
      .file('/a', Uint8Array.from([0xff, 0x41]))
      .file('/b', `${tooLong}#`)
      .host()

    expect([await readText(host, '/a'), await readText(host, '/b'), await readText(host, '/c')]).toEqual([
      '\u00ffA',
      undefined,
      undefined,
    ])
  })
})
