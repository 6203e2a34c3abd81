import { describe, expect, it } from 'vitest'
import { asFailure } from '../../src/core/failure.ts'
import { withoutAgentWords } from '../../src/core/standalone-words.ts'
import type { Context } from '../../src/operations/context.ts'
import { isOwner, otherOwner, reasonToKeep } from '../../src/operations/owner.ts'
import { World } from '../world.ts'

const handler = '/opt/aadsshlogin-handler/current/scripts/handler.sh'
const ours = '/var/lib/waagent/Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux-1.0.0'
const ledger = '/var/lib/aadsshlogin-handler/ledger.json'

interface Machine {
  readonly kind: 'agent' | 'standalone'
  /** What the ledger says of the login. */
  readonly owner?: 'standalone'
  readonly hasPackage?: boolean
  readonly extension?: string
}

function run({ kind, owner, hasPackage = false, extension }: Machine): Pick<Context, 'host' | 'environment'> {
  const world = new World()
  if (owner !== undefined) world.file(ledger, JSON.stringify({ standalone: true }))
  if (hasPackage) world.file(handler, '#!/bin/sh')
  if (extension !== undefined) world.directory(extension)
  const environment = { kind, agentFolder: '/var/lib/waagent' } as Context['environment']
  return { host: world.host() as Context['host'], environment }
}

const cases: [string, Machine, { other: string | undefined; owner: boolean; keeps: RegExp | undefined }][] = [
  ['the extension, alone', { kind: 'agent', extension: ours }, { other: undefined, owner: true, keeps: undefined }],
  [
    'the extension, beside a package in /opt that never had the login',
    { kind: 'agent', extension: ours, hasPackage: true },
    { other: undefined, owner: true, keeps: undefined },
  ],
  [
    'the extension, where the standalone handler has the login',
    { kind: 'agent', extension: ours, hasPackage: true, owner: 'standalone' },
    { other: 'owner.standalone', owner: false, keeps: /managed by the standalone handler .*Nothing was removed\.$/ },
  ],
  [
    'the extension, where the standalone handler had the login and is gone',
    { kind: 'agent', extension: ours, owner: 'standalone' },
    { other: undefined, owner: false, keeps: undefined },
  ],
  [
    'the standalone handler, for the first time',
    { kind: 'standalone', hasPackage: true },
    { other: undefined, owner: false, keeps: /manages no login on this machine\. Nothing was removed\.$/ },
  ],
  [
    'the standalone handler, with its login',
    { kind: 'standalone', hasPackage: true, owner: 'standalone' },
    { other: undefined, owner: true, keeps: undefined },
  ],
  [
    'the standalone handler, with its login and an extension that was refused',
    { kind: 'standalone', hasPackage: true, owner: 'standalone', extension: ours },
    { other: undefined, owner: true, keeps: undefined },
  ],
  [
    'the standalone handler, beside the extension',
    { kind: 'standalone', hasPackage: true, extension: ours },
    { other: 'owner.extension', owner: false, keeps: /managed by its VM extension .*Nothing was removed\.$/ },
  ],
  [
    "the standalone handler, beside Microsoft's extension in another cloud's name",
    { kind: 'standalone', hasPackage: true, extension: '/var/lib/waagent/Microsoft.Test.AADSSHLoginForLinux-1.0.2' },
    { other: 'owner.extension', owner: false, keeps: /Microsoft\.Test\.AADSSHLoginForLinux-1\.0\.2/ },
  ],
  [
    'the standalone handler, beside another extension',
    { kind: 'standalone', hasPackage: true, extension: '/var/lib/waagent/Microsoft.Azure.Linux.Thing-1.0' },
    { other: undefined, owner: false, keeps: /manages no login/ },
  ],
]

describe('the owner of a login', () => {
  it.each(cases)('%s', async (_, machine, { other, owner, keeps }) => {
    const context = run(machine)

    expect((await otherOwner(context))?.code).toBe(other)
    expect(await isOwner(context)).toBe(owner)
    const reason = await reasonToKeep(context)
    if (keeps === undefined) expect(reason).toBeUndefined()
    else expect(reason).toMatch(keeps)
  })

  it('is no extension that is only packed', async () => {
    const context = run({ kind: 'standalone', hasPackage: true })
    const world = new World().file(`${ours}.zip`, 'PK')

    expect(await otherOwner({ ...context, host: world.host() as Context['host'] })).toBeUndefined()
  })

  it('tells the standalone handler which extension to delete', async () => {
    const failure = asFailure(await otherOwner(run({ kind: 'standalone', extension: ours })))

    expect(withoutAgentWords(failure.message)).toContain('Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux-1.0.0')
  })
})
