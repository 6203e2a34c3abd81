import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Machine } from '../machine/machine.ts'
import { guestMachine } from './guest-machine.ts'
import { zipHandler } from './sample-handler.ts'
import { StrictAgent } from './strict-agent.ts'

const handler = 'Contoso.Test.Handler'
const goal = { version: '1.0.0', state: 'enabled', settings: { publicSettings: {} } } as const
let folder: string
let guest: Machine

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lab-guest-'))
  guest = await Machine.up()
})

afterAll(async () => {
  await guest.down()
  rmSync(folder, { recursive: true })
})

describe('the strict agent on a throw-away machine', () => {
  it('runs commands inside, with the environment of the agent alone', async () => {
    const agent = await StrictAgent.create({ machine: guestMachine(guest), handler })
    const install = 'env; hostname; pwd; exit 22'
    agent.publish('1.0.0', await zipHandler(folder, 'one', { commands: { install } }))

    const { handler: reported, runs } = await agent.apply(goal)

    const base = `/var/lib/waagent/${handler}-1.0.0`
    expect(reported).toMatchObject({ status: 'NotReady', code: 1007 })
    expect(runs[0]?.exitCode).toBe(22)
    const lines = runs[0]!.stdout.trim().split('\n')
    expect(lines.slice(-2)).toEqual(['labvm', base])
    const names = lines.slice(0, -2).map((line) => line.split('=')[0])
    expect(names).not.toContain('HOME')
    expect(names.filter((name) => name !== 'PWD').sort()).toEqual(Object.keys(runs[0]!.environment).sort())
    expect(agent.violations).toEqual([])
  })

  it('kills the group at the limit and sees what stays', async () => {
    const options = { machine: guestMachine(guest), handler: 'Contoso.Test.Slow', limits: { install: 3000 } }
    const agent = await StrictAgent.create(options)
    const install = 'setsid sleep 60 >/dev/null 2>&1 & sleep 30 & sleep 30'
    agent.publish('1.0.0', await zipHandler(folder, 'two', { commands: { install } }))

    const { handler: reported, violations } = await agent.apply(goal)

    const alive = (await guest.run(['pgrep', '-c', 'sleep'])).stdout.trim()
    expect(reported?.code).toBe(1011)
    expect(violations[0]).toContain('killed at its limit')
    expect(violations[1]).toMatch(/running in the folder of the handler: \d+ sleep$/)
    expect(violations).toHaveLength(2)
    expect(alive).toBe('1')
  })
})
