import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { root } from '../../scripts/package/paths.ts'
import { Bench } from '../lab/failures/bench.ts'
import {
  applicationLayer,
  configure,
  deleteFolder,
  folderOf,
  managerFiles,
  runAction,
  type Ended,
} from './application.ts'

const handler = '/opt/aadsshlogin-handler'
const program = `${handler}/current/scripts/handler.sh`
const state = '/var/lib/aadsshlogin-handler'
const here = '127.0.0.1'

let layer: string
let bench: Bench

const sh = (script: string): Promise<Ended> => bench.vm.guest.sh(script)
const install = (version = '1.0.0') => runAction(bench.vm.guest, 'install', version)
const remove = (version = '1.0.0') => runAction(bench.vm.guest, 'remove', version)
/** Exit code, sentences and complaints; without the warnings of a machine whose sshd does not run. */
const said = ({ code, stdout, stderr }: Ended) => [
  code,
  stdout.split('\n').filter((line) => line !== '' && !line.startsWith('Warning (')),
  stderr,
]

/** What differs from the machine as it booted, but for the log, which stays for support. */
async function traces(): Promise<string[]> {
  const lines = bench.changes().filter((line) => !line.startsWith('added /var/log/aadsshlogin-handler'))
  return [...lines, ...(await bench.packageChanges())]
}

/** Whether the login of an Entra user is wired, and by which version of the package. */
async function login(): Promise<string> {
  return `${await bench.login()} ${await bench.vm.keysCommand()}`
}

async function open(row: string): Promise<void> {
  bench = await Bench.open(row)
  await ready()
}

/** The machine there is, or a new one. */
function ready(): Promise<void> {
  // Who signs people in does not matter here, and names without a name server would take seconds each time.
  return bench.ready({ layers: [layer], hosts: { 'login.microsoftonline.com': here, 'pas.windows.net': here } })
}

beforeAll(async () => {
  layer = await applicationLayer()
})
afterAll(() => {
  rmSync(layer, { recursive: true })
})

describe.each(['debian 12', 'rhel 9.6'])('the VM Application on %s', (row) => {
  const works = '/usr/sbin/aad_certhandler'
  beforeAll(() => open(row))
  afterAll(() => bench.close())

  it('installs, and again', async () => {
    await bench.site.packages.publish('1.0.1')

    const first = await install()
    const again = await install()

    const setUp = 'Login with Microsoft Entra ID is set up'
    const settled = `${setUp}; nothing has changed since it was verified.`
    expect(said(first)).toEqual([0, [`${setUp} (package aadsshlogin).`, settled], ''])
    expect(said(again)).toEqual(said(first))
    expect(await login()).toBe(`${bench.versions[0] ?? ''} ${works}`)
  })

  it('updates from an older version, and again, and needs nothing of the folders it came in', async () => {
    await bench.site.packages.publish('1.0.2')

    const first = await runAction(bench.vm.guest, 'update', '1.0.1')
    await deleteFolder(bench.vm.guest, '1.0.0')
    const again = await runAction(bench.vm.guest, 'update', '1.0.1')

    expect([first.code, first.stderr, again.code, again.stderr]).toEqual([0, '', 0, ''])
    expect(await login()).toBe(`${bench.versions[1] ?? ''} ${works}`)
    expect((await sh(`ls -A ${handler}; readlink ${handler}/current`)).stdout).toBe('1.0.1\ncurrent\nstatus\n1.0.1\n')
  })

  it('removes, and again, and leaves the machine as it was when its folder is deleted', async () => {
    const first = await remove('1.0.1')
    const again = await remove('1.0.1')
    await deleteFolder(bench.vm.guest, '1.0.1')

    const removed = 'Login with Microsoft Entra ID is removed and the machine is as it was before.'
    expect(said(first)).toEqual([0, [removed], ''])
    expect(said(again)).toEqual([0, [], ''])
    expect(await login()).toBe(' none')
    expect(await traces()).toEqual([])
    expect((await sh('sshd -t')).code).toBe(0)
    expect((await managerFiles(bench.vm.guest)).map((path) => path.replace(/.*\//, ''))).toEqual([
      'HandlerEnvironment.json',
    ])
  })
})

describe('without the guest agent', () => {
  /** As docs/rollout.md has them. */
  const unpacking = [
    'mkdir -p /opt/aadsshlogin-handler/1.0.0',
    'tar --no-same-owner -xzf aadsshlogin-handler.tar.gz -C /opt/aadsshlogin-handler/1.0.0',
    'ln -sfn 1.0.0 /opt/aadsshlogin-handler/current',
  ]
  const installing = [
    '/opt/aadsshlogin-handler/current/scripts/handler.sh install --standalone',
    '/opt/aadsshlogin-handler/current/scripts/handler.sh enable --standalone',
  ]
  const removing = [
    '/opt/aadsshlogin-handler/current/scripts/handler.sh uninstall --standalone',
    'rm -r /opt/aadsshlogin-handler',
  ]
  const inOrder = (lines: readonly string[]): Promise<Ended> =>
    sh([`set -e; cd ${folderOf('1.0.0')}`, ...lines].join('\n'))

  beforeAll(() => open('debian 12'))
  beforeEach(ready)
  afterAll(() => bench.close())

  it('the commands of the page install, and take away again', async () => {
    const page = readFileSync(join(root, 'docs/rollout.md'), 'utf8')
    expect(page).toContain(`\n${[...unpacking, ...installing].join('\n')}\n`)
    expect(page).toContain(`\n${removing.join('\n')}\n`)

    const added = await inOrder([...unpacking, ...installing])
    const status = await sh(`${program} status; ${program} check`)
    const gone = await inOrder(removing)

    expect(said(added)).toEqual([0, [expect.any(String), expect.any(String)], ''])
    expect([status.code, status.stderr]).toEqual([0, ''])
    expect(status.stdout).toContain('/var/log/aadsshlogin-handler/handler.log')
    expect(gone.code).toBe(0)
    expect(await traces()).toEqual([])
  })

  it('refuses hostile settings before any change, and repeats no secret', async () => {
    const secret = '{"proxyCredentials":{"username":"a","password":"hunter2"}}'
    const hostile: [string, number, string][] = [
      ['{"proxy":', 0o600, 'not valid JSON'],
      ['{"identityWaitSeconds":"soon"}', 0o600, 'settings.json.identityWaitSeconds'],
      [secret, 0o644, `sudo chmod 600 ${handler}/settings.json`],
    ]
    await inOrder(unpacking)
    for (const [text, mode, problem] of hostile) {
      await bench.vm.guest.write(`${handler}/settings.json`, text, mode)

      const { code, stdout, stderr } = await sh(`${program} install --standalone`)

      expect([code, stdout]).toEqual([53, ''])
      expect(stderr).toContain(problem)
    }
    expect((await sh(`grep -rl hunter2 /var/log/aadsshlogin-handler ${handler}/status`)).stdout).toBe('')
    await sh(`rm -r ${handler}`)
    expect(await traces()).toEqual([])
  })

  it('takes the configuration as settings, none as none, and removes without its code', async () => {
    const [oldest = ''] = bench.versions
    await configure(bench.vm.guest, '1.0.0', JSON.stringify({ package: { version: oldest } }))
    const chosen = await install()
    const settings = (await sh(`stat -c '%a %U' ${handler}/settings.json`)).stdout
    const version = await bench.login()
    await configure(bench.vm.guest, '1.0.0', undefined)
    await runAction(bench.vm.guest, 'update', '1.0.1')

    expect([chosen.code, settings, version]).toEqual([0, '600 root\n', oldest])
    expect(await bench.login()).not.toBe(oldest)
    expect((await sh(`ls ${handler}/settings.json`)).code).not.toBe(0)
    await sh(`rm -r ${handler}`)
    expect((await remove('1.0.1')).code).toBe(0)
    expect(await traces()).toEqual([])
  })

  it('is for root, and for packages in its folder', async () => {
    await inOrder(unpacking)
    const people = await sh(`setpriv --reuid 65534 --clear-groups ${program} install --standalone`)
    const elsewhere = await sh(`cp -r ${handler}/1.0.0 /root/x; /root/x/scripts/handler.sh install --standalone`)
    await sh(`rm -r /root/x ${handler}`)

    expect([people.code, elsewhere.code]).toEqual([69, 69])
    expect(people.stderr).toContain(`sudo ${handler}/1.0.0/scripts/handler.sh install`)
    expect(elsewhere.stderr).toContain('this one is in /root/x')
    expect(await traces()).toEqual([])
  })

  it('leaves a login of the extension alone, and the extension one of its own', async () => {
    const extension = await bench.enable()
    const refused = await install()
    const removed = await remove()

    expect(extension.code).toBe('ready')
    expect([refused.code, removed.code]).toEqual([73, 0])
    expect(refused.stderr).toMatch(/^73: The login on this VM is managed by its VM extension/)
    expect(removed.stdout).toMatch(/Nothing was removed\.\n$/)
    expect(await bench.login()).not.toBe('')
    expect((await bench.enable()).code).toBe('ready')
    expect((await bench.remove()).code).toBe('ready')
    expect(await traces()).toEqual([])
  })

  it('is left alone by an extension that comes later, and goes without it', async () => {
    await install()
    const extension = await bench.enable()
    const checked = await sh(`${program} check`)
    await bench.remove()

    expect(extension.code).toBe('owner.standalone')
    expect(extension.words).toMatch(/^73: The login on this VM is managed by the standalone handler/)
    expect(checked.stdout).toContain('other-handlers')
    expect(await bench.login()).not.toBe('')
    expect((await sh(`${program} enable --standalone`)).code).toBe(0)
    expect((await remove()).code).toBe(0)
    expect((await sh(`ls ${state}`)).code).not.toBe(0)
    expect(await traces()).toEqual([])
  })
})
