import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFabric, type Fabric } from '../machine/fabric.ts'
import { Machine } from '../machine/machine.ts'
import type { Client } from './client.ts'
import { makeLoginKeys, type LoginKeys } from './keys.ts'
import { loginMachine } from './server.ts'
import { SshWatch } from './watch.ts'

let fabric: Fabric
let keys: LoginKeys
let client: Client
beforeAll(async () => {
  fabric = await startFabric()
  keys = await makeLoginKeys()
  client = { fabric, keys }
})
afterAll(async () => {
  await fabric.stop()
  keys.remove()
})

const stop = 'kill "$(cat /run/sshd.pid)"; while pgrep -F /run/sshd.pid; do sleep 0.05; done'
const harm = [
  ['its port stays closed for a while', `${stop}; sleep 3; /usr/sbin/sshd`, /Connection refused/],
  ['it is restarted', `${stop}; /usr/sbin/sshd; sleep 3`, /to deeply equal|Connection refused/],
  ['the key of the user is lost', 'rm /home/azureuser/.ssh/authorized_keys; sleep 3', /Permission denied/],
  ['the session is cut', 'pkill -KILL -u azureuser bash; sleep 1', /the session (has ended|is silent)/],
] as const

describe('a watch over sshd', () => {
  it.each(harm)('notices when %s', async (_, script, complaint) => {
    const machine = await Machine.up({ fabric, ...loginMachine(keys) })
    try {
      const watch = await SshWatch.start(machine, client, 'bare')

      const watched = watch.during(() => machine.sh(script)).then(String, String)

      expect(await watched).toMatch(complaint)
    } finally {
      await machine.down()
    }
  })

  it('counts reloads, which harm nobody', async () => {
    const machine = await Machine.up({ fabric, ...loginMachine(keys) })
    try {
      const watch = await SshWatch.start(machine, client, 'bare')

      const { reloads } = await watch.during(() => machine.sh('for i in 1 2 3; do service ssh reload; sleep 1; done'))

      expect(reloads).toBe(3)
      expect(await watch.attempt(keys.local)).toEqual({ cameIn: true, asked: false })
      expect(await watch.attempt(keys.entra)).toEqual({ cameIn: false, asked: false })
      expect(await watch.stop()).toBeGreaterThan(2)
    } finally {
      await machine.down()
    }
  })
})
