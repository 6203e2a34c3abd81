import { readFileSync, writeFileSync } from 'node:fs'
import { addresses } from '../machine/addresses.ts'
import type { Machine } from '../machine/machine.ts'
import type { Variant } from '../machine/variants.ts'
import { knownHosts } from './client.ts'
import type { LoginKeys } from './keys.ts'

/** Where the stand-in for aad_certhandler finds the authority it trusts. */
const authorityFile = '/usr/local/share/standin/authority.pub'
const logFile = '/var/log/sshd.log'
const verbose = '-o LogLevel=VERBOSE'

/** The sshd of a machine, Debian's own with the machine's own configuration, and what it has written to its log. */
export interface SshServer {
  /** All lines so far. */
  log: () => Promise<string[]>
  /** Process number and start time of the sshd that listens. */
  process: () => Promise<string>
  /** How often it has read its configuration anew. */
  reloads: () => Promise<number>
}

/** A machine whose aad_certhandler trusts the lab's authority and whose sshd says which key it accepts, and why. */
export function loginMachine({ authority }: LoginKeys): Variant {
  return { files: { [authorityFile]: `${authority}\n`, '/etc/default/ssh': `SSHD_OPTS='${verbose}'\n` } }
}

/** Makes the local user and starts sshd, which systemd has already done where it runs. */
export async function startSshd(machine: Machine, keys: LoginKeys, boot: 'bare' | 'systemd'): Promise<SshServer> {
  const { local } = keys
  const home = `/home/${local.user}`
  await machine.must(['useradd', '--create-home', '--shell', '/bin/bash', local.user])
  await machine.write(`${home}/.ssh/authorized_keys`, readFileSync(`${local.key}.pub`), 0o600)
  await machine.must(['chown', '-R', `${local.user}:`, `${home}/.ssh`])
  const hostKey = await machine.read('/etc/ssh/ssh_host_ed25519_key.pub')
  writeFileSync(knownHosts(keys), `${addresses.guest} ${hostKey}`)
  if (boot === 'bare') await machine.must(['/usr/sbin/sshd', '-E', logFile, ...verbose.split(' ')])
  const log = async (): Promise<string[]> => {
    const text = boot === 'bare' ? await machine.read(logFile) : await journalOf(machine)
    // Into a file sshd writes its lines with a carriage return.
    return text.split(/\r?\n/).filter((line) => line !== '')
  }
  return {
    log,
    process: () => processOf(machine),
    reloads: async () => (await log()).filter((line) => line.startsWith('Received SIGHUP; restarting')).length,
  }
}

async function journalOf(machine: Machine): Promise<string> {
  return (await machine.must(['journalctl', '--unit=ssh.service', '--output=cat', '--no-pager', '--quiet'])).stdout
}

async function processOf(machine: Machine): Promise<string> {
  const pid = (await machine.read('/run/sshd.pid')).trim()
  const stat = await machine.read(`/proc/${pid}/stat`)
  // Field 22, in clock ticks since the boot; the name, field 2, may hold blanks.
  const started = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? ''
  return `${pid} since ${started}`
}
