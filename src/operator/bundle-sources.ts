import { layout } from '../machine/layout.ts'

/** What support wants to see, a row per text. What a machine does not have is left out. */
export interface TextSource {
  /** Its name in the archive. */
  readonly name: string
  readonly path: string
  /** json: members named like a secret are masked whatever they hold. */
  readonly form: 'text' | 'json'
}

export interface ProgramSource {
  readonly name: string
  readonly argv: readonly string[]
}

const state = (name: string, path: string): TextSource => ({ name: `state/${name}`, path, form: 'json' })
const history = (path: string): TextSource => ({
  name: `packages/${path.replace('/var/log/', '').replaceAll('/', '-')}`,
  path,
  form: 'text',
})

export const textSources: readonly TextSource[] = [
  { name: 'machine/os-release', path: '/etc/os-release', form: 'text' },
  { name: 'machine/mounts', path: '/proc/self/mounts', form: 'text' },
  { name: 'machine/nsswitch.conf', path: '/etc/nsswitch.conf', form: 'text' },
  state('ledger.json', layout.ledger),
  state('state.json', layout.memory),
  state('update.json', layout.updateMarker),
  state('transaction.json', `${layout.transaction}/record.json`),
  { name: 'state/transaction-output', path: `${layout.transaction}/output`, form: 'text' },
  history('/var/log/apt/history.log'),
  history('/var/log/apt/term.log'),
  history('/var/log/dpkg.log'),
  history('/var/log/dnf.log'),
  history('/var/log/dnf.rpm.log'),
  history('/var/log/yum.log'),
  history('/var/log/zypp/history'),
  history('/var/log/tdnf.log'),
]

/** sshd's configuration as it takes effect; of its keys it names the files and nothing else. */
const effective = (name: string, how: string, user: string): ProgramSource => ({
  name: `sshd/${name}`,
  argv: ['/usr/sbin/sshd', how, '-C', `user=${user},host=localhost,addr=127.0.0.1`],
})

export const programSources: readonly ProgramSource[] = [
  effective('effective-entra-user', '-T', 'check@example.com'),
  effective('effective-root', '-T', 'root'),
  { name: 'machine/uname', argv: ['uname', '-a'] },
  { name: 'machine/df', argv: ['df', '-h'] },
  { name: 'packages/rpm-last', argv: ['rpm', '-qa', '--last'] },
]
