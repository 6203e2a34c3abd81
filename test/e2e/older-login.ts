import { readFileSync } from 'node:fs'
import type { Bench } from '../lab/failures/bench.ts'
import { startBeside } from '../lab/failures/hold.ts'

export const olderFolder = '/var/lib/waagent/Microsoft.Azure.ActiveDirectory.LinuxSSH.AADLoginForLinux-1.0.1588.3'
const user = 'anna@example.com'

/** The older AADLoginForLinux as it is found: its packages, the folder of its extension, somebody who is logged in. */
export interface OlderLogin {
  readonly folder: boolean
  readonly loggedIn: boolean
}

/** Puts the older login onto the machine; answers the process of its user, '' where nobody is logged in. */
export async function bringOlderLogin(bench: Bench, { folder, loggedIn }: OlderLogin): Promise<string> {
  const { guest } = bench.vm
  const path = '/root/aadlogin.package'
  await guest.write(path, readFileSync(bench.packageFile('aadlogin', '1.0.0')))
  await guest.must([...bench.traits.installFile, path])
  await guest.must(['rm', path])
  if (folder) await guest.must(['mkdir', '-p', olderFolder])
  if (!loggedIn) return ''
  await guest.must(['aaduseradd', user])
  const uid = (await guest.must(['id', '-u', user])).stdout.trim()
  return startBeside(bench, ['setpriv', `--reuid=${uid}`, '--regid=100', '--clear-groups', 'sleep', '600'])
}

/** Version of the older package; '' when it is not installed. */
export async function olderVersion(bench: Bench): Promise<string> {
  const { stdout, code } = await bench.vm.guest.run([...bench.traits.loginVersion, 'aadlogin'])
  return code === 0 && !/^(un|rc|in)/.test(stdout) ? stdout.replace(/^ii /, '') : ''
}

/** Takes away whatever is left of it. */
export async function clearOlderLogin(bench: Bench, pid: string): Promise<void> {
  const { guest } = bench.vm
  await guest.run(['rm', '-rf', '/etc/standin', olderFolder])
  if (pid !== '') await guest.run(['kill', '-KILL', pid])
  if ((await olderVersion(bench)) !== '') await guest.must([...bench.traits.removePackage, 'aadlogin'])
  await guest.run(['rm', '-rf', `/home/${user}`])
}
