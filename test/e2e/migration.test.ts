import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Bench, type Seen } from '../lab/failures/bench.ts'
import { makeLoginKeys, type LoginKeys } from '../lab/ssh/keys.ts'
import { snapshot, type Snapshot } from '../lab/machine/snapshot.ts'
import { loginMachine } from '../lab/ssh/server.ts'
import { SshWatch } from '../lab/ssh/watch.ts'
import { wiringOf } from './login-signs.ts'
import { bringOlderLogin, clearOlderLogin, olderFolder, olderVersion, type OlderLogin } from './older-login.ts'

const removal = { 'debian 12': 'sudo apt-get purge aadlogin', 'rocky 9.6': 'sudo dnf remove aadlogin' } as const

describe.each(['debian 12', 'rocky 9.6'] as const)('AADLoginForLinux on %s', (row) => {
  let bench: Bench
  let keys: LoginKeys
  let watch: SshWatch
  let pid = ''
  let found: Snapshot
  beforeAll(async () => {
    keys = await makeLoginKeys()
    bench = await Bench.open(row)
    await bench.ready(loginMachine(keys))
    watch = await SshWatch.start(bench.vm.guest, { fabric: bench.site.network, keys }, 'bare')
  })
  afterEach(async () => {
    await bench.vm.remove()
    await clearOlderLogin(bench, pid)
    pid = ''
    expect([await wiringOf(bench), await bench.packageChanges()]).toEqual([[], []])
  })
  afterAll(async () => {
    await watch.stop()
    await bench.close()
    keys.remove()
  })

  const remember = (): void => {
    found = snapshot(bench.vm.guest.root)
  }
  /** What is not as it was found, but for what every login of the watch writes, and the sign of the test. */
  const changes = (): string[] =>
    bench
      .changes(found)
      .filter((line) => !/ (\/var\/log\/sshd\.log|\/run\/motd\.dynamic(\.new)?|\/root\/again) /.test(line))
  const find = async (older: Partial<OlderLogin>): Promise<void> => {
    pid = await bringOlderLogin(bench, { folder: true, loggedIn: false, ...older })
    remember()
  }
  const enable = async (settings: object = {}): Promise<Seen> =>
    (await watch.during(() => bench.enable(settings))).result
  const fault = (script: string, lines: string): Promise<unknown> =>
    bench.vm.guest.write(`/etc/standin/${script}`, `${lines}\n`)
  /** Refused, and not a byte has changed. */
  const expectRefused = ({ runs }: Seen, code: number): void => {
    expect([runs, changes()]).toEqual([[`install ${code}`], []])
  }
  const expectMigrated = async (seen: Seen): Promise<void> => {
    expect(`${seen.code} ${seen.words}`).toMatch(/^ready/)
    expect([await olderVersion(bench), await bench.login()]).toEqual(['', bench.versions.at(-1)])
    expect(await watch.attempt(keys.entra)).toEqual({ cameIn: true, asked: true })
    // The installed login needs nobody of its own who is logged in.
    await bench.vm.guest.run(['pkill', '-KILL', '-f', keys.entra.user])
  }

  it('clean: named with the commands that remove it, and removed where the settings allow it', async () => {
    await find({})

    const refused = await enable()
    expectRefused(refused, 23)
    const [cause, remedy] = refused.words.split('\n')
    expect(cause).toBe(`23: The older AADLoginForLinux is still on this VM: package aadlogin; folder ${olderFolder}.`)
    expect(remedy).toMatch(
      new RegExp(
        `^Remove it first: az vm extension delete -g \\S+ --vm-name \\S+ -n AADLoginForLinux; if packages stay behind, ${removal[row]}\\.`,
      ),
    )

    const migrated = await enable({ migrate: true })
    await expectMigrated(migrated)
    expect(migrated.outcome.extension?.message).toMatch(
      /its folder is the guest agent's: delete the extension, too: az vm/,
    )
    expect((await bench.vm.guest.run(['ls', '-d', olderFolder])).code).toBe(0)
  })

  it('a user logged in: named, waited for or ended as the settings say', async () => {
    await find({ loggedIn: true })

    const refused = await enable()
    expectRefused(refused, 23)
    expect(refused.words).toContain(`logged in: anna@example.com without a terminal (process ${pid})`)
    expect(refused.words).toContain(`Remove it first: sudo kill -HUP ${pid}; az vm`)

    const failed = await enable({ migrate: true, sessions: 'fail' })
    expectRefused(failed, 71)
    expect(failed.words).toMatch(/^71: .*: anna@example\.com without a terminal/)
    expect(await olderVersion(bench)).toBe('1.0.0')

    await expectMigrated(await enable({ migrate: true, sessions: 'terminate' }))
  })

  it('prerm failing: removed without it, and not a line of it stays in PAM', async () => {
    await find({})
    await fault(bench.traits.scripts.removal, 'if [ -e /usr/lib/aadlogin ]; then echo not today >&2; exit 1; fi')
    remember()

    expectRefused(await enable(), 23)

    const migrated = await enable({ migrate: true })
    await expectMigrated(migrated)
    expect(migrated.log).toMatch(/another way to remove them[^]*(put aside: \S+aadlogin\.prerm|--nopreun)/)
  })

  it('packages without the extension: no word of an extension to delete', async () => {
    await find({ folder: false })

    const refused = await enable()
    expectRefused(refused, 23)
    expect(refused.words).toContain(`Remove it first: ${removal[row]}. Then run`)

    const migrated = await enable({ migrate: true })
    await expectMigrated(migrated)
    expect(migrated.outcome.extension?.message).not.toContain('az vm extension delete')
  })

  it('an installation that fails after it: brought back, else the status says that it is gone', async () => {
    await find({ folder: false })
    // For rpm only what comes before the files can fail an installation.
    const script = bench.traits.scripts.before
    await fault(script, 'if [ ! -e /root/again ]; then : > /root/again; echo not today >&2; exit 1; fi')
    remember()

    const failed = await enable({ migrate: true })

    expect(failed.runs).toEqual(['install 64'])
    expect(await olderVersion(bench)).toBe('1.0.0')
    expect(changes()).toEqual([])

    await fault(script, 'echo never >&2; exit 1')
    const lost = await enable({ migrate: true })
    expect(lost.runs).toEqual(['install 67'])
    expect(lost.words).toMatch(/^67: .*still to do: bring back aadlogin 1\.0\.0/)
    expect(await olderVersion(bench)).toBe('')
    await bench.vm.guest.must(['rm', '/root/again'])
  })
})
