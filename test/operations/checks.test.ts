import { describe, expect, it } from 'vitest'
import { defaultSettings } from '../../src/agent/settings.ts'
import type { Finding } from '../../src/core/finding.ts'
import { examine, verifyLogin } from '../../src/operations/checks.ts'
import { requireLook, surveyMachine } from '../../src/operations/look.ts'
import { osReleaseTexts } from '../core/distro-data.ts'
import { paths } from './login.ts'
import { Vm } from './vm.ts'

async function findingsOf(vm: Vm, waitSeconds = 0, change = true): Promise<Finding[]> {
  const context = await vm.context('install')
  const settings = defaultSettings()
  const survey = await surveyMachine(context, settings)
  const known = { context, settings, survey, metadata: undefined, cloud: undefined }
  return examine({ ...known, waitSeconds, change, probeRepository: false })
}

const named = (findings: readonly Finding[]): string[] => findings.map(({ check, verdict }) => `${check} ${verdict}`)

const all = [
  ...['supported-os', 'memory', 'predecessor', 'file-systems', 'ssh-server', 'sshd-policy', 'sshd-fragments'],
  ...['pam-state'],
  ...['competing-agents', 'other-handlers', 'selinux', 'fips', 'aks', 'endpoints', 'managed-identity'],
]

describe('examine', () => {
  it('asks every check of src/checks, the identity last', async () => {
    expect(named(await findingsOf(new Vm()))).toEqual(all.map((check) => `${check} passed`))
  })

  it('changes nothing', async () => {
    const vm = new Vm()
    const before = vm.world.hash()

    await findingsOf(vm)

    expect(vm.world.hash()).toBe(before)
    expect(vm.world.detached).toEqual([])
  })

  it('goes on after one that blocks, and does not wait for the identity then', async () => {
    const vm = new Vm()
    vm.world.freeBytes = 0
    vm.world.entries.delete('/usr/sbin/sshd')
    vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 })

    const findings = await findingsOf(vm, 120)

    const blocked = findings.flatMap((finding) => (finding.verdict === 'blocked' ? finding.code : []))
    expect(blocked).toEqual(['dependency.disk-full', 'ssh-server.missing', 'identity.missing'])
    expect(findings).toHaveLength(all.length)
    expect(vm.world.sleeps).toEqual([])
  })

  it('only warns of a full disk where nothing is to be changed, and asks no endpoint', async () => {
    const vm = new Vm()
    vm.world.freeBytes = 0

    const findings = await findingsOf(vm, 0, false)

    expect(findings.find(({ check }) => check === 'file-systems')).toMatchObject({ verdict: 'warning' })
    expect(findings.map(({ check }) => check)).not.toContain('endpoints')
  })

  it('waits for the identity when nothing else blocks', async () => {
    const vm = new Vm()
    vm.world.identityAnswer = () => ({ kind: 'refused', status: 400 })

    const findings = await findingsOf(vm, 30)

    expect(findings.at(-1)).toMatchObject({ code: 'identity.missing', detail: { seconds: 30 } })
  })

  it.each([
    ['no profile', (vm: Vm) => vm.world.file('/etc/os-release', 'ID=plan9\n'), ['supported-os blocked']],
    [
      'no package manager',
      (vm: Vm) => vm.world.entries.delete('/usr/bin/apt-get'),
      ['supported-os passed', 'package-tool blocked'],
    ],
  ])('asks what needs no packages where there is %s', async (_, prepare, first) => {
    const vm = new Vm()
    prepare(vm)

    const rest = ['memory', 'file-systems', 'other-handlers', 'fips', 'aks', 'managed-identity']
    expect(named(await findingsOf(vm))).toEqual([...first, ...rest.map((check) => `${check} passed`)])
  })

  it.each(['debian-15', 'ubuntu-26.10'])('tries %s, which is newer than the table, with a warning', async (release) => {
    const vm = new Vm()
    vm.world.file('/etc/os-release', osReleaseTexts().get(release)!)

    expect(named(await findingsOf(vm))[0]).toBe('supported-os warning')
  })

  it('names a package that is held', async () => {
    const vm = new Vm()
    vm.packages.set('aadsshlogin', '1.0.2', 'hold ok installed')

    expect(await findingsOf(vm)).toContainEqual({
      check: 'held-package',
      verdict: 'warning',
      message: 'aadsshlogin is held at 1.0.2 and left alone.',
    })
  })
})

describe('verifyLogin', () => {
  it.each([
    ['nothing', () => undefined, ['login-wiring passed', 'selinux-module passed', 'sshd-reload passed']],
    [
      'NSS',
      (vm: Vm) => vm.world.file(paths.nss, 'passwd: files\n'),
      ['login-wiring blocked', 'selinux-module passed', 'sshd-reload passed'],
    ],
  ])('finds %s missing', async (_, damage, expected) => {
    const vm = new Vm()
    await vm.run('install')
    damage(vm)
    const context = await vm.context('enable')
    const { target, facts } = requireLook(await surveyMachine(context, defaultSettings()))

    expect(named(await verifyLogin(context.host, target, facts))).toEqual(expected)
  })
})
