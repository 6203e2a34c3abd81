import { describe, expect, it } from 'vitest'
import { checkOtherHandlers, type HandlerFolders } from '../../src/checks/other-handlers.ts'
import type { Finding } from '../../src/core/finding.ts'
import { World } from '../world.ts'

const microsoft = 'Microsoft.Azure.ActiveDirectory.AADSSHLoginForLinux'
const own = 'Contoso.Login.AADSSHLoginForLinux'
const usual = ['history', 'waagent.pid', `${own}-1.0.0`, `${own}-1.0.1`, 'Microsoft.CPlat.Core.RunCommandLinux-1.0.5']
const vmAccess = 'Microsoft.OSTCExtensions.VMAccessForLinux-1.5.22'
const marker = '/var/log/AADSSHLoginForLinux.version'

function check(more: readonly string[], change: Partial<HandlerFolders> = {}, world = new World()): Promise<Finding> {
  return checkOtherHandlers(world.host(), { own, folders: [...usual, ...more], ...change })
}

describe('checkOtherHandlers', () => {
  it.each([
    ['the usual neighbours', []],
    ["the agent's files", [`${microsoft}__1.0.2385.1.zip`, `${microsoft}.manifest.xml`, 'VMAccessForLinux.log']],
    [
      'the predecessor, which has a check of its own',
      ['Microsoft.Azure.ActiveDirectory.LinuxSSH.AADLoginForLinux-1.0.1'],
    ],
  ])('passes %s', async (_, folders) => {
    expect(await check(folders)).toEqual({
      check: 'other-handlers',
      verdict: 'passed',
      message: 'No other handler writes what this one does.',
    })
  })

  it("warns of Microsoft's own handler beside ours", async () => {
    expect(await check([`${microsoft}-1.0.2385.1`])).toEqual({
      check: 'other-handlers',
      verdict: 'warning',
      message: `${microsoft}-1.0.2385.1 manages the same packages: whichever of the two is deleted takes the login away. Delete one of them, then run the other again.`,
    })
  })

  it('takes other versions of itself for no rival, in whatever case the agent writes them', async () => {
    const folders = [`${microsoft}-1.0.0`, `${microsoft.toLowerCase()}-1.0.1`]

    expect(await check([], { own: microsoft, folders })).toMatchObject({ verdict: 'passed' })
  })

  it.each([
    ['1.0.2385.1\n', "Microsoft's own handler 1.0.2385.1 was here before; its packages are used on."],
    ['<b>\n', "Microsoft's own handler was here before; its packages are used on."],
  ])("says that Microsoft's own was here before: %j", async (text, message) => {
    const finding = await check([], {}, new World().file(marker, text))

    expect(finding).toEqual({ check: 'other-handlers', verdict: 'passed', message })
  })

  it('does not read a marker that is none', async () => {
    expect(await check([], {}, new World().file(marker, '1'.repeat(1025)))).toMatchObject({
      message: 'No other handler writes what this one does.',
    })
  })

  it('(F042) warns of VMAccess, and says who repairs', async () => {
    expect(await check([vmAccess])).toEqual({
      check: 'other-handlers',
      verdict: 'warning',
      message:
        'VMAccess ("Reset password") writes sshd_config anew when it resets SSH. The next enable of this extension finds a lost login and repairs it.',
    })
  })

  it('(F101) warns of the AKS handler that edits the same file', async () => {
    expect(await check(['Microsoft.AKS.Compute.AKS.Linux.AKSNode-1.406'])).toMatchObject({
      verdict: 'warning',
      message: expect.stringContaining('AKSNode edits sshd_config above the block') as string,
    })
  })

  it('(F039) names what may write the file, without a warning', async () => {
    expect(await check(['Microsoft.GuestConfiguration.ConfigurationforLinux-1.26.79'])).toMatchObject({
      verdict: 'passed',
      message: expect.stringContaining('Azure machine configuration') as string,
    })
  })

  it('says all of it once, in the length of a substatus', async () => {
    const finding = await check([
      `${microsoft}-1.0.2385.1`,
      vmAccess,
      'Microsoft.OSTCExtensions.VMAccessForLinux-1.5.9',
    ])

    const message = finding.verdict === 'warning' ? finding.message : ''
    expect(message.match(/VMAccess \(/g)).toHaveLength(1)
    expect(message).toContain('manages the same packages')
    expect(message.length).toBeLessThan(512)
  })
})
