import type { Target } from '../core/target.ts'
import { together } from '../core/together.ts'
import type { Host } from '../host.ts'
import { askSshd, entraUser, optionOf, type SshdAnswer } from './effective-sshd.ts'

/** There is one on every system. */
const localUser = 'root'

/** What keeps sshd from asking the packages' command for the keys of Entra users, and of nobody else. */
export async function missingSshd(host: Host, { sshd, wiring }: Pick<Target, 'sshd' | 'wiring'>): Promise<string[]> {
  const expected = wiring.authorizedKeysCommand
  const ask = (user: string): Promise<SshdAnswer> => askSshd(host, sshd.program, { user })
  const [entra, local] = await together([ask(entraUser), ask(localUser)])
  if (entra.kind === 'refusal') return [`sshd does not accept its configuration (${entra.reason})`]
  const command = optionOf(entra.options, 'authorizedkeyscommand') || 'none'
  if (programOf(command) !== expected) return [`sshd asks ${command} for the keys of an Entra user, not ${expected}`]
  if (local.kind === 'refusal' || programOf(optionOf(local.options, 'authorizedkeyscommand')) !== expected) return []
  return [`sshd asks ${expected} for the keys of local users too; its "Match User" line is missing`]
}

function programOf(command: string): string {
  return command.split(' ')[0] ?? ''
}
