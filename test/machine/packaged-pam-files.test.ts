import { beforeEach, describe, expect, it } from 'vitest'
import { grammars } from '../../src/machine/grammar.ts'
import { packagedPamFiles, whatLeadsTo } from '../../src/machine/packaged-pam-files.ts'
import { World } from '../world.ts'

const gone = ['system-auth-aad']

let world: World
beforeEach(() => {
  world = new World()
})

describe('packagedPamFiles', () => {
  it('names what the packages have in the folder of PAM, and nothing else of them', async () => {
    world.program('rpm', (argv) => ({
      stdout: argv.includes('login')
        ? '/etc/pam.d\n/etc/pam.d/system-auth-aad\n/usr/share/doc/etc/pam.d/example\n/etc/pam.d.old/x\n'
        : '/etc/pam.d/other\n',
    }))

    expect(await packagedPamFiles(world.host(), grammars.yum, ['login', 'policy'])).toEqual([
      'system-auth-aad',
      'other',
    ])
    expect(world.calls).toEqual([
      ['rpm', '-ql', 'login'],
      ['rpm', '-ql', 'policy'],
    ])
  })

  it.each([
    ['the package is unknown', { exitCode: 1, stdout: 'package login is not installed\n' }],
    ['the tool is gone', { exitCode: undefined, problem: 'ENOENT' }],
  ])('is empty where %s', async (_, answer) => {
    world.program('rpm', answer)

    expect(await packagedPamFiles(world.host(), grammars.yum, ['login'])).toEqual([])
  })
})

describe('whatLeadsTo', () => {
  const sentence = (name: string): string =>
    `/etc/pam.d/${name} leads to /etc/pam.d/system-auth-aad, which goes with them`

  it.each([
    ['@include system-auth-aad\n'],
    ['auth required pam_env.so\nauth include system-auth-aad\n'],
    ['-account substack /etc/pam.d/system-auth-aad\n'],
  ])('finds %j', async (text) => {
    world.file('/etc/pam.d/sshd', text)

    expect(await whatLeadsTo(world.host(), gone)).toBe(sentence('sshd'))
  })

  it('finds a link that ends there', async () => {
    world.file('/etc/pam.d/system-auth-aad', '').link('/etc/pam.d/system-auth', 'system-auth-aad')

    expect(await whatLeadsTo(world.host(), gone)).toBe(sentence('system-auth'))
  })

  it.each([
    ['a comment', 'sshd', '# auth include system-auth-aad\n'],
    ['a longer name', 'sshd', 'auth include system-auth-aad2\n'],
    ['a backup, which PAM does not read', 'sshd.rpmsave', 'auth include system-auth-aad\n'],
    ['a file that goes itself', 'system-auth-aad', 'auth include system-auth-aad\n'],
  ])('passes over %s', async (_, name, text) => {
    world.file(`/etc/pam.d/${name}`, text)

    expect(await whatLeadsTo(world.host(), gone)).toBeUndefined()
  })

  it('finds nothing where nothing goes, or where there is no PAM', async () => {
    expect(await whatLeadsTo(world.host(), gone)).toBeUndefined()
    world.file('/etc/pam.d/sshd', 'auth include \n')
    expect(await whatLeadsTo(world.host(), [])).toBeUndefined()
  })
})
