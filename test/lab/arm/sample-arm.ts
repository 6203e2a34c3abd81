import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { makeCertificates } from '../packages/certificates.ts'
import { front, type Answered } from './front.ts'
import { makeArmCertificate } from './host.ts'
import { makeResourceManager, type ResourceManager } from './resource-manager.ts'
import { clientsFor, type Access, type Clients } from './sdk.ts'
import { SignIn, type Principal } from './tokens.ts'

/** Who may sign in at the lab's resource managers. */
export const labPrincipal: Principal = {
  tenantId: '11111111-1111-4111-8111-111111111111',
  clientId: '22222222-2222-4222-8222-222222222222',
  secret: 'known-to-this-run-alone',
  objectId: '33333333-3333-4333-8333-333333333333',
}

export const labSubscription = '00000000-0000-4000-8000-000000000001'

/** A resource manager on this machine's loopback, for the tests of one file. */
export interface SampleArm {
  readonly manager: ResourceManager
  readonly clients: () => Clients
  readonly access: () => Access
  readonly answered: Answered[]
}

/** Registers the hooks that start and stop it; to be called once per test file. */
export function sampleArm(groups: readonly string[]): SampleArm {
  const manager = makeResourceManager(labSubscription, labPrincipal.tenantId, groups)
  const answered: Answered[] = []
  let folder = ''
  let server: Server
  let access: Access
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'sample-arm-'))
    await makeCertificates(join(folder, 'authority'))
    await makeArmCertificate(folder, join(folder, 'authority'))
    const [key, cert] = ['arm.key', 'arm.crt'].map((name) => readFileSync(join(folder, name)))
    server = createServer(
      { key, cert },
      front(manager.route, new SignIn(labPrincipal), (one) => answered.push(one)),
    )
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done))
    const endpoint = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
    const authority = readFileSync(join(folder, 'authority/ca.crt'), 'utf8')
    access = { endpoint, authority, principal: labPrincipal, subscriptionId: labSubscription }
  })
  afterAll(async () => {
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
    rmSync(folder, { recursive: true })
  })
  return { manager, clients: () => clientsFor(access), access: () => access, answered }
}
