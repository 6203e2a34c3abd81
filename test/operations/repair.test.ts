import { beforeEach, describe, expect, it } from 'vitest'
import { installed } from './installed.ts'
import { paths, unwiredFiles } from './login.ts'
import { statusOf, substatuses } from './told.ts'
import { at, type Vm } from './vm.ts'

let vm: Vm
beforeEach(async () => {
  ;({ vm } = await installed())
})

/** One enable, and what the package manager was asked for. */
async function enable(): Promise<{ code: number; stderr: string; history: string[] }> {
  const { exitCode, stderr } = await vm.run('enable')
  return { code: exitCode, stderr, history: vm.packages.history }
}

function without(path: string, part: string | RegExp): void {
  vm.world.file(path, (vm.world.text(path) ?? '').replace(part, ''))
}

/** The scripts of the package do this in the end. */
function spoils(spoil: () => void): void {
  const run = vm.packages.run.bind(vm.packages)
  vm.packages.run = (argv) => {
    const ended = run(argv)
    if (argv[0] === 'dpkg-reconfigure') spoil()
    return ended
  }
}

describe('configuration that somebody took away', () => {
  it.each([
    [
      'NSS',
      () => {
        without(paths.nss, ' aad')
      },
    ],
    [
      'PAM',
      () => {
        without(paths.pam, /.*pam_aad.*\n/)
      },
    ],
    [
      'sshd',
      () => {
        without(paths.sshd, /\nMatch User[^]*/)
      },
    ],
    [
      'all of it',
      () => {
        unwiredFiles(vm.world)
      },
    ],
  ])('is brought back by the scripts of the package: %s', async (_, damage) => {
    damage()

    expect(await enable()).toMatchObject({ code: 0, history: ['reconfigure aadsshlogin'] })
    expect(statusOf(vm)?.formattedMessage.message).toContain('is set up again, after: configure aadsshlogin once more.')
    expect(substatuses(statusOf(vm))).toEqual(
      expect.arrayContaining(['reconfigure-packages: success', 'login-wiring: success']),
    )
  })

  it('is looked at no more once it is back', async () => {
    without(paths.nss, ' aad')
    await enable()
    vm.forget()

    expect(await enable()).toMatchObject({ code: 0, history: [] })
    expect(vm.world.calls).toEqual([])
  })

  it('is 21 where the scripts do not bring it back, with what was tried and what a person can do', async () => {
    without(paths.nss, ' aad')
    vm.packages.faults.push({ verb: 'reconfigure', exitCode: 0 })

    const { code, stderr, history } = await enable()

    expect([code, history]).toEqual([21, ['reconfigure aadsshlogin']])
    expect(stderr).toContain(`"aad" is not in the passwd line of ${paths.nss}; tried: configure aadsshlogin once more.`)
    expect(stderr).toContain(`sudo sed -i '/^passwd:/s/$/ aad/' ${paths.nss}`)
    expect(vm.packages.installed.get('aadsshlogin')?.words).toBe('install ok installed')
  })

  it('is 21 where a script fails, which is told too', async () => {
    without(paths.nss, ' aad')
    vm.packages.faults.push({ verb: 'reconfigure', exitCode: 1, output: 'dpkg-reconfigure: error: broken script\n' })

    const { code, stderr } = await enable()

    expect(code).toBe(21)
    expect(stderr).toContain('tried: configure aadsshlogin once more (packages.transaction-failed: ')
    expect(vm.packages.installed.has('aadsshlogin')).toBe(true)
  })
})

describe('files of the package that are gone', () => {
  const source = ['refresh', 'reinstall aadsshlogin=1.0.3']

  it('are installed once more, in the same version', async () => {
    vm.packages.offered.set('aadsshlogin', ['2.0.0', '1.0.3'])
    vm.world.entries.delete(paths.command)

    expect(await enable()).toMatchObject({ code: 0, history: source })
    expect(vm.packages.installed.get('aadsshlogin')?.version).toBe('1.0.3')
  })

  it('are installed once more where only the database knows of them', async () => {
    without(paths.nss, ' aad')
    vm.packages.damaged.set('aadsshlogin', ['/usr/lib/x86_64-linux-gnu/security/pam_aad.so'])

    expect(await enable()).toMatchObject({ code: 0, history: source })
  })

  it('come from the entry of ours that is put back first', async () => {
    vm.world.entries.delete(paths.command)
    vm.world.entries.delete(at.entry)

    expect(await enable()).toMatchObject({ code: 0 })
    expect(vm.world.text(at.entry)).toContain('packages.microsoft.com')
  })

  it('are 21 where the version is offered no more, and nothing else is installed instead', async () => {
    vm.packages.offered.set('aadsshlogin', ['2.0.0'])
    vm.world.entries.delete(paths.command)

    const { code, stderr } = await enable()

    expect(code).toBe(21)
    expect(stderr).toContain('install aadsshlogin 1.0.3 once more')
    expect(vm.packages.installed.get('aadsshlogin')?.version).toBe('1.0.3')
  })
})

describe('an attempt that makes it worse', () => {
  it('is undone byte for byte', async () => {
    without(paths.nss, ' aad')
    const before = [paths.pam, paths.sshd, paths.nss].map((path) => [vm.world.text(path), vm.world.mode(path)])
    spoils(() => {
      without(paths.pam, /.*pam_aad.*\n/)
    })

    const { code, stderr } = await enable()

    expect(code).toBe(21)
    expect(stderr).toContain('"aad" is not in the passwd line')
    expect([paths.pam, paths.sshd, paths.nss].map((path) => [vm.world.text(path), vm.world.mode(path)])).toEqual(before)
    expect(substatuses(statusOf(vm)).filter((line) => line.startsWith('repair-undone'))).toHaveLength(1)
    expect([...vm.world.entries.keys()].filter((path) => path.includes('/kept'))).toEqual([])
  })

  it('is undone where sshd does not accept its configuration any more', async () => {
    without(paths.nss, ' aad')
    const before = vm.world.text(paths.sshd)
    const answer = vm.world.programs.get('/usr/sbin/sshd')!
    vm.world.program('/usr/sbin/sshd', (argv, call) =>
      vm.world.text(paths.sshd)?.includes('spoilt') === true
        ? { exitCode: 255, stderr: 'Bad configuration option: spoilt' }
        : answer(argv, call),
    )
    spoils(() => vm.world.file(paths.sshd, 'spoilt\n'))

    expect((await enable()).code).toBe(21)
    expect(vm.world.text(paths.sshd)).toBe(before)
  })

  it('is not begun where nothing can be kept', async () => {
    without(paths.nss, ' aad')
    vm.world.program('cp', { exitCode: 1, stderr: 'cp: no space\n' })

    const { code, stderr, history } = await enable()

    expect([code, history]).toEqual([21, []])
    expect(stderr).toContain('tried: to keep the files of the login as they are (handler.bug: ')
  })
})

describe('PAM that pam-auth-update would leave as it is', () => {
  beforeEach(() => {
    vm.world.file('/usr/sbin/pam-auth-update', 'program').file(paths.pam, 'account required pam_unix.so\n')
  })

  it('is 52 with the reason, and nothing is tried in vain', async () => {
    const { code, stderr, history } = await enable()

    expect([code, history]).toEqual([52, []])
    expect(stderr).toContain('pam-auth-update --force')
  })

  it('does not keep the rest from being put right', async () => {
    without(paths.nss, ' aad')
    spoils(() => vm.world.file(paths.pam, 'account required pam_unix.so\n'))

    expect(await enable()).toMatchObject({ code: 52, history: ['reconfigure aadsshlogin'] })
    expect(vm.world.text(paths.nss)).toContain(' aad\n')
  })
})

describe('a login that works', () => {
  it('is not touched', async () => {
    vm.world.file('/etc/pam.d/sshd', '@include common-account\n# more\n')

    expect(await enable()).toMatchObject({ code: 0, history: [] })
  })
})
