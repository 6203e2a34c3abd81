import { expect, it } from 'vitest'
import { defaultSettings } from '../../src/agent/settings.ts'
import { noteReads } from '../../src/machine/file-reads.ts'
import { readMemory } from '../../src/machine/memory.ts'
import { verifyLogin } from '../../src/operations/checks.ts'
import { requireLook, surveyMachine } from '../../src/operations/look.ts'
import { stillVerified } from '../../src/operations/remember.ts'
import { installed } from './installed.ts'
import { at, type Vm } from './vm.ts'

/** A machine with all that verification may look at: SELinux, an sshd that runs, rules for sudo, files of files. */
async function rich(): Promise<Vm> {
  const { vm } = await installed(({ world }) => {
    world
      .file('/sys/fs/selinux/enforce', '1')
      .file('/run/sshd.pid', '812\n')
      .file('/proc/812/comm', 'sshd\n')
      .file('/etc/sudoers.d/aad_admins', '%aad_admins ALL=(ALL) ALL\n')
      .file('/etc/pam.d/sshd', '@include common-account\n@include deep\n')
      .file('/etc/pam.d/deep', 'auth include deeper\n')
      .file('/etc/ssh/sshd_config.d/50-cloud.conf', 'Include /srv/sshd\n')
      .file('/srv/sshd', 'UseDNS no\n')
      .program('semodule', { stdout: 'aad_permissions\n' })
  })
  return vm
}

async function holds(vm: Vm): Promise<boolean> {
  const context = await vm.context('enable')
  return stillVerified(context, defaultSettings(), await readMemory(context.host))
}

/** The paths that verification looks at, with those that the programs it asks look at. */
async function looked(vm: Vm): Promise<string[]> {
  const context = await vm.context('enable')
  const { target, facts } = requireLook(await surveyMachine(context, defaultSettings()))
  const { host, inputs } = noteReads(context.host)
  await verifyLogin(host, target, facts)
  const { contents, folders, stats } = inputs()
  const byOthers = [
    ...['/usr/lib/x86_64-linux-gnu/libnss_aad.so.2', '/usr/lib64/libnss_aad.so.2', '/usr/sbin/sshd'],
    ...['/lib/x86_64-linux-gnu/security/pam_aad.so', '/var/lib/selinux/targeted/active/commit_num'],
    ...['/var/lib/dpkg/status', at.entry, at.keyring],
  ]
  return [...new Set([...contents, ...folders.map((folder) => `${folder}/new.conf`), ...stats, ...byOthers])]
}

it('a change of any file that verification looked at makes the next enable look again', async () => {
  const vm = await rich()
  const paths = await looked(vm)
  const folders = paths.filter((path) => vm.world.directories.has(path))
  expect(paths).toEqual(
    expect.arrayContaining([
      ...['/etc/pam.d/deeper', '/srv/sshd', '/run/sshd.pid', '/proc/812/comm', '/sys/fs/selinux/enforce'],
      ...['/etc/sudoers.d/aad_admins', '/etc/ssh/sshd_config', '/etc/nsswitch.conf', '/usr/sbin/aad_certhandler'],
    ]),
  )
  expect(await holds(vm)).toBe(true)

  const unnoticed: string[] = []
  for (const path of paths.filter((one) => !folders.includes(one))) {
    const before = vm.world.entries.get(path)
    vm.world.time += 1000
    vm.world.file(path, `${vm.world.text(path) ?? ''}# changed\n`)
    if (await holds(vm)) unnoticed.push(path)
    if (before === undefined) vm.world.entries.delete(path)
    else vm.world.entries.set(path, before)
    expect(await holds(vm)).toBe(true)
  }
  expect(unnoticed).toEqual([])
})

it('a reload or a restart of sshd makes it look again, although its process id is the same', async () => {
  const vm = await rich()
  vm.world.time += 1000
  vm.world.file('/run/sshd.pid', '812\n')

  expect(await holds(vm)).toBe(false)
})

it('what nobody looked at makes no difference', async () => {
  const vm = await rich()
  vm.world.file('/etc/pam.d/other', 'x').file('/etc/motd', 'x')

  expect(await holds(vm)).toBe(true)
})
