// The resource manager with its sign-in, over HTTPS, driven over IPC by host.ts.
// Arguments: folder with arm.key and arm.crt, address, port, and the configuration as JSON.
import { readFileSync } from 'node:fs'
import { createServer } from 'node:https'
import { join } from 'node:path'
import { connectFabric } from '../azure/client.ts'
import { answerCommands } from '../packages/ipc.ts'
import { front, type Answered } from './front.ts'
import { Guest } from './guest.ts'
import type { ArmCommands, ArmConfig } from './host.ts'
import { makeResourceManager } from './resource-manager.ts'
import { SignIn } from './tokens.ts'

const [folder, address, port, configuration] = process.argv.slice(2) as [string, string, string, string]
const { subscriptionId, groups, principal } = JSON.parse(configuration) as ArmConfig
const { world, route, attach } = makeResourceManager(subscriptionId, principal.tenantId, groups)
const answered: Answered[] = []

answerCommands({
  put: (resource) => void world.store.put(resource),
  attach: ({ id, control }) => {
    attach(id, new Guest(connectFabric(control)))
  },
  publish: (offer) => {
    world.catalogue.publish(offer)
  },
  answered: () => answered,
} satisfies ArmCommands)

const [key, cert] = ['key', 'crt'].map((end) => readFileSync(join(folder, `arm.${end}`)))
const handle = front(route, new SignIn(principal), (one) => void answered.push(one))
const server = createServer({ key, cert }, handle)
server.listen(Number(port), address, () => process.send?.('ready'))
