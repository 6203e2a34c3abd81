import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Machine } from './machine.ts'

describe('a machine with systemd', () => {
  let machine: Machine
  beforeAll(async () => {
    machine = await Machine.up({ systemd: true })
  })
  afterAll(() => machine.down())

  it('has started everything', async () => {
    const { stdout } = await machine.run(['systemctl', 'is-system-running'])

    expect(stdout).toBe('running\n')
  })

  it('answers ssh', async () => {
    const { stdout } = await machine.run(['ssh-keyscan', '-t', 'ed25519', 'localhost'])

    expect(stdout).toMatch(/^localhost ssh-ed25519 AAAA/m)
  })

  it('lets a command move into a scope of its own', async () => {
    const { stdout } = await machine.sh('systemd-run --quiet --scope --unit=lab-test grep ^0: /proc/self/cgroup')

    expect(stdout).toBe('0::/system.slice/lab-test.scope\n')
  })

  it('starts, restarts and stops the agent only when told', async () => {
    const agents = async () => (await machine.run(['pgrep', '-f', 'waagent -daemon'])).stdout
    const atBoot = await agents()
    await machine.startAgent()
    await expect
      .poll(() => machine.sh('cat /var/log/waagent.log').then(({ stdout }) => stdout))
      .toContain('Route to 168.63.129.16 exists')
    const started = await agents()
    await machine.restartAgent()
    const restarted = await agents()
    await machine.stopAgent()

    expect(atBoot).toBe('')
    expect(started).toMatch(/^\d+\n$/)
    expect(restarted).not.toBe(started)
    expect(await agents()).toBe('')
  })

  it('polls every second and leaves provisioning and disks alone', async () => {
    const conf = await machine.read('/etc/waagent.conf')

    expect(conf.split('\n')).toEqual(
      expect.arrayContaining([
        'Provisioning.Agent=disabled',
        'ResourceDisk.Format=n',
        'OS.RootDeviceScsiTimeout=None',
        'Logs.Collect=n',
        'Extensions.GoalStatePeriod=1',
        'Extensions.InitialGoalStatePeriod=1',
      ]),
    )
  })
})
