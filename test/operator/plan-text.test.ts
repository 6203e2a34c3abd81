import { describe, expect, it } from 'vitest'
import { at, Vm } from '../operations/vm.ts'
import { ask } from './person.ts'

describe('plan for a person', () => {
  it('numbers the steps and tells what takes each back', async () => {
    const { exitCode, out } = await ask(new Vm(), { verb: 'plan', json: false, operation: 'install' })

    expect(exitCode).toBe(0)
    expect(out).toBe(
      [
        'install on Debian GNU/Linux 12 (bookworm): a plan, nothing is changed.',
        '',
        `  1  install the repository key ${at.keyring}`,
        `     if the command fails: remove ${at.keyring}`,
        `  2  write ${at.entry}`,
        `     if the command fails: remove ${at.entry}`,
        '  3  read the package list of https://packages.microsoft.com/debian/12/prod',
        '  4  install aadsshlogin',
        '     if the command fails: purge aadsshlogin; remove what was installed along',
        '',
      ].join('\n'),
    )
  })

  it('says so when there is nothing to do', async () => {
    const vm = new Vm()
    await vm.run('install')

    const { out } = await ask(vm, { verb: 'plan', json: false, operation: 'enable' })

    expect(out).toBe(
      'enable on Debian GNU/Linux 12 (bookworm): a plan, nothing is changed.\n\n  Nothing is to be done.\n',
    )
  })
})
