import { describe, expect, it } from 'vitest'
import { sha256 } from '../../src/core/digest.ts'
import type { Step } from '../../src/core/plan.ts'
import { emptyLedger } from '../../src/machine/ledger.ts'
import { bench, idle, source } from './steps-bench.ts'

describe('files', () => {
  it('are written for everybody to read, and are in the ledger', async () => {
    const { world, ledger, perform: run } = bench(idle)

    await run({ kind: 'write-file', path: '/etc/x.list', content: 'deb x\n' })

    expect(world.text('/etc/x.list')).toBe('deb x\n')
    expect(world.mode('/etc/x.list')).toBe(0o644)
    expect((await ledger()).files).toEqual([{ path: '/etc/x.list', sha256: await sha256('deb x\n') }])
  })

  it('are in the ledger before they are written', async () => {
    const { world, ledger, perform: run } = bench(idle)
    world.readOnlyPaths = ['/etc']

    await expect(run({ kind: 'write-file', path: '/etc/x.list', content: 'deb x\n' })).rejects.toThrow('EROFS')
    expect((await ledger()).files).toMatchObject([{ path: '/etc/x.list' }])
    expect(world.text('/etc/x.list')).toBeUndefined()
  })

  it('return to their former bytes', async () => {
    const { world, ledger, perform: run } = bench(idle)
    const bytes = new Uint8Array([0, 255, 10])

    await run({ kind: 'restore-file', path: '/etc/x.gpg', base64: Buffer.from(bytes).toString('base64') })

    expect(world.entries.get('/etc/x.gpg')?.data).toEqual(bytes)
    expect((await ledger()).files).toEqual([{ path: '/etc/x.gpg', sha256: await sha256(bytes) }])
  })

  it('are made of keys that were fetched', async () => {
    const { world, ledger, perform: run } = bench(idle)
    world.answer = () => ({ kind: 'answer', status: 200, headers: {}, body: new TextEncoder().encode('armour') })
    world.publicKey = () => ({ fingerprints: ['AA'], binary: new TextEncoder().encode('binary'), armoured: 'armoured' })
    const keys = [{ from: { url: 'https://packages.example/a.asc' }, fingerprints: ['AA'] }]

    await run({ kind: 'install-key', path: '/etc/x.gpg', keys })

    expect(world.text('/etc/x.gpg')).toBe('binary')
    expect((await ledger()).files).toMatchObject([{ path: '/etc/x.gpg' }])
  })

  it('are not touched, nor the ledger, when a key is not the right one', async () => {
    const { world, ledger, perform: run } = bench(idle)
    world.file('/key.asc', 'other')
    world.publicKey = () => ({ fingerprints: ['BB'], binary: new Uint8Array(), armoured: '' })
    const keys = [{ from: { path: '/key.asc' }, fingerprints: ['AA'] }]

    await expect(run({ kind: 'install-key', path: '/etc/x.gpg', keys })).rejects.toMatchObject({
      code: 'repository.key-mismatch',
    })
    expect(world.text('/etc/x.gpg')).toBeUndefined()
    expect(await ledger()).toEqual(emptyLedger)
  })

  it('are removed and forgotten', async () => {
    const { world, ledger, perform: run } = bench(idle)
    await run({ kind: 'write-file', path: '/etc/x.list', content: 'deb x\n' })

    await run({ kind: 'remove-file', path: '/etc/x.list' })

    expect(world.text('/etc/x.list')).toBeUndefined()
    expect(await ledger()).toEqual(emptyLedger)
  })

  it('are left alone, but forgotten, when somebody else has changed them', async () => {
    const { world, ledger, perform: run } = bench(idle)
    await run({ kind: 'write-file', path: '/etc/x.list', content: 'deb x\n' })
    world.file('/etc/x.list', 'deb y\n')

    await run({ kind: 'remove-file', path: '/etc/x.list' })

    expect(world.text('/etc/x.list')).toBe('deb y\n')
    expect(await ledger()).toEqual(emptyLedger)
    expect(world.logged.at(-1)?.message).toBe('/etc/x.list was changed by somebody else and is left alone')
  })

  it('may be gone already', async () => {
    const { world, ledger, perform: run } = bench(idle)
    await run({ kind: 'write-file', path: '/etc/x.list', content: 'deb x\n' })
    world.entries.delete('/etc/x.list')

    await run({ kind: 'remove-file', path: '/etc/x.list' })

    expect(await ledger()).toEqual(emptyLedger)
  })
})

describe('steps that leave nothing to remember', () => {
  it.each<[Step, string[]]>([
    [{ kind: 'repair-packages' }, ['dpkg', '-a']],
    [{ kind: 'refresh-packages', source }, ['apt-get', 'update']],
  ])('%j', async (step, [first, last]) => {
    const { started, ledger, perform: run } = bench(idle)

    await run(step)

    expect(started.map(({ argv }) => [argv[0], argv.at(-1)])).toEqual([[first, last]])
    expect(await ledger()).toEqual(emptyLedger)
  })
})
