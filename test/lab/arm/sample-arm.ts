import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import type { AddressInfo } from 'node:net'
import { createServer, type Server } from 'node:https'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll } from 'vitest'
import { makeCertificates } from '../packages/certificates.ts'
import { front, type Answered } from './front.ts'
import { makeArmCertificate } from './host.ts'
import { labPrincipal, labSubscription } from './lab-principal.ts'
import { makeResourceManager, type ResourceManager } from './resource-manager.ts'
import { clientsFor, type Access, type Clients } from './sdk.ts'
import { SignIn } from './tokens.ts'

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
