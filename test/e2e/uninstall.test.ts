import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { Bench, type Seen } from '../lab/failures/bench.ts'
import { logSays } from '../lab/failures/hold.ts'
import { allowHurry, calmDown, forbidHurry, hurry } from '../lab/failures/hurry.ts'
import type { Client } from '../lab/ssh/client.ts'
import { makeLoginKeys, type LoginKeys } from '../lab/ssh/keys.ts'
import { loginMachine } from '../lab/ssh/server.ts'
import { OpenSession } from '../lab/ssh/session.ts'
import { SshWatch } from '../lab/ssh/watch.ts'
import { toldBy, wiringOf } from './login-signs.ts'

const done = ['disable 0', 'uninstall 0']

describe.each(['debian 12', 'rocky 9.6'])('a delete on %s', (row) => {
  let bench: Bench
  let keys: LoginKeys
  let client: Client
  let watch: SshWatch
  beforeAll(async () => {
    keys = await makeLoginKeys()
    bench = await Bench.open(row)
    await bench.ready(loginMachine(keys))
    client = { fabric: bench.site.network, keys }
    watch = await SshWatch.start(bench.vm.guest, client, 'bare')
  })
  afterAll(async () => {
    await watch.stop()
    await bench.close()
    keys.remove()
  })

  const enable = async (settings: object = {}): Promise<void> => {
    const { result } = await watch.during(() => bench.enable(settings))
    expect(`${result.code} ${result.words}`).toMatch(/^ready/)
  }
  const remove = async (): Promise<Seen> => (await watch.during(() => bench.remove())).result
  const fault = (script: string, lines: string): Promise<unknown> =>
    bench.vm.guest.write(`/etc/standin/${script}`, `${lines}\n`)
  const mend = (): Promise<unknown> => bench.vm.guest.must(['rm', '-r', '/etc/standin'])
  /** Nothing is wired, no package is left, and sshd is content. */
  const expectGone = async (): Promise<void> => {
    expect([await bench.login(), await wiringOf(bench), bench.vm.state()]).toEqual(['', [], undefined])
    expect(await bench.packageChanges()).toEqual([])
    await bench.vm.guest.must(['/usr/sbin/sshd', '-t'])
  }

  it('waits for users who are logged in, and goes on when they have left', async () => {
    await enable()
    const session = await OpenSession.open(client, keys.entra)
    const from = (await bench.log()).length

    const removing = remove()
    await logSays(bench, from, /logged in: maria@example\.com without a terminal \(process/)
    expect(await bench.login()).not.toBe('')
    await session.close()

    expect((await removing).runs).toEqual(done)
    await expectGone()
  })

  it('gives up in the end, with nothing removed', async () => {
    await enable()
    await allowHurry(bench)
    const session = await OpenSession.open(client, keys.entra)
    const from = (await bench.log()).length

    const removing = remove()
    await logSays(bench, from, /logged in: /)
    await hurry(bench)
    const failed = await removing
    await calmDown(bench)
    await forbidHurry(bench)

    expect(failed.runs).toEqual(['disable 0', 'uninstall 71'])
    expect(failed.outcome.runs.at(-1)?.stderr).toMatch(
      /^71: Microsoft Entra users are still logged in after \d{3} s, .*: maria@example\.com without a terminal \(processes \d+.*\)\.\nNothing was removed; .*sudo kill -HUP \d+ \d+/,
    )
    expect(await session.shell()).toMatch(/^\d+$/)
    await session.close()
    expect([bench.vm.state(), (await wiringOf(bench)).length > 0]).toEqual([['ledger.json', 'state.json'], true])
  })

  it('fails at once, or ends the sessions, as the settings say', async () => {
    await enable({ sessions: 'fail' })
    const session = await OpenSession.open(client, keys.entra)
    const failed = await remove()
    expect(failed.runs).toEqual(['disable 0', 'uninstall 71'])
    expect(failed.outcome.runs.at(-1)?.stderr).toMatch(/^71: .* still logged in after 0 s/)
    expect(await session.shell()).toMatch(/^\d+$/)

    await enable({ sessions: 'terminate' })
    expect((await remove()).runs).toEqual(done)
    await expect(session.shell()).rejects.toThrow('the session has ended')
    await expectGone()
  })

  it.each(['removal', 'gone'] as const)('goes on when a script fails: %s', async (which) => {
    await enable()
    await fault(bench.traits.scripts[which], 'echo not today >&2; exit 1')

    const removed = await remove()
    await mend()

    expect(removed.runs).toEqual(done)
    // rpm itself takes no notice of a script that fails when the files have gone.
    const isPassedOver = which === 'removal' || bench.traits.scripts.gone === 'postrm'
    expect(toldBy(removed).includes('removed without scripts, because they fail')).toBe(isPassedOver)
    await expectGone()
    await bench.vm.guest.must(['sh', '-c', 'rm -f /etc/aadpasswd; groupdel aad_admins 2>/dev/null || true'])
  })

  it('finishes a removal that stopped half way, and finds nothing to do the second time', async () => {
    await enable()
    await fault(bench.traits.scripts.gone, 'exit 1')
    await bench.vm.guest.run([...bench.traits.removePackage, 'aadsshlogin'])
    await mend()

    expect((await remove()).runs).toEqual(done)
    await expectGone()

    await bench.vm.guest.must(['sh', '-c', 'rm -f /etc/aadpasswd; groupdel aad_admins 2>/dev/null || true'])
    await enable()
    const folder = '/var/lib/waagent/*AADSSHLoginForLinux-1.0.0'
    const again = await bench.vm.guest.must([
      'sh',
      '-c',
      `cd ${folder} && scripts/handler.sh uninstall && scripts/handler.sh uninstall`,
    ])
    expect(again.stderr).toBe('')
    expect(await bench.log()).toMatch(/Login with Microsoft Entra ID was already removed\./)
    await expectGone()
    await bench.remove()
  })
})
