import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import { placesOf } from '../core/vendor-files.ts'
import type { Host } from '../host.ts'
import { askSshd, entraUser, optionOf, type SshdAnswer, type SshdOptions } from './effective-sshd.ts'
import { readFirst } from './readable.ts'
import { reachOf } from './user-patterns.ts'

const check = 'sshd-policy'

interface Objection {
  readonly verdict: 'blocked' | 'warning'
  readonly reason: string
  /** A sentence without its end. */
  readonly fix: string
}

interface Rule {
  /** wired: the packages' own Match block settles it unless an earlier one does, so it is asked with that block. */
  readonly asked: 'wired' | 'always'
  readonly judge: (options: SshdOptions, target: Target) => Objection | undefined
}

/** Order matters: the first that blocks is told. KbdInteractiveAuthentication is none: certificates need no dialogue. */
const rules: readonly Rule[] = [
  { asked: 'always', judge: withoutPam },
  { asked: 'always', judge: denied },
  { asked: 'always', judge: notAllowed },
  { asked: 'wired', judge: withoutKeys },
  { asked: 'wired', judge: takenCommand },
  { asked: 'wired', judge: otherMethods },
  { asked: 'always', judge: withoutCertificates },
  { asked: 'always', judge: byGroup },
]

/**
 * Whether sshd's configuration would let an Entra user in once the packages have added their Match block to its end.
 * sshd itself is asked, for that user and with that block, so that earlier Match blocks and included files count as
 * they do at a login.
 */
export async function checkSshdPolicy(host: Host, target: Target): Promise<Finding> {
  const { answer, isWired } = await effectiveForEntraUser(host, target)
  if (answer.kind === 'refusal') {
    const message = `sshd does not tell its effective configuration (${answer.reason}), so it was not checked.`
    return { check, verdict: 'warning', message }
  }
  const objections = rules
    .filter(({ asked }) => isWired || asked === 'always')
    .flatMap(({ judge }) => judge(answer.options, target) ?? [])
  const blocking = objections.find(({ verdict }) => verdict === 'blocked')
  if (blocking !== undefined)
    return { check, verdict: 'blocked', code: 'ssh-server.shuts-out', detail: { ...textOf(blocking) } }
  if (objections.length === 0) return { check, verdict: 'passed', message: 'sshd would let Microsoft Entra users in.' }
  return { check, verdict: 'warning', message: objections.map(({ reason, fix }) => `${reason}. ${fix}.`).join(' ') }
}

function textOf({ reason, fix }: Objection): Pick<Objection, 'reason' | 'fix'> {
  return { reason, fix }
}

/** Where sshd does not take a configuration from a pipe, what it says without the packages' block. */
async function effectiveForEntraUser(host: Host, target: Target): Promise<{ answer: SshdAnswer; isWired: boolean }> {
  const { program, configuration } = target.sshd
  const present = await readFirst(host, placesOf(configuration, target.wiring))
  const wired = await askSshd(host, program, { user: entraUser, configuration: present + matchBlock(target) })
  if (wired.kind === 'options') return { answer: wired, isWired: true }
  return { answer: await askSshd(host, program, { user: entraUser }), isWired: false }
}

/** What the packages add to the end of sshd_config. */
function matchBlock({ wiring }: Target): string {
  return [
    '',
    'Match User *@*,????????-????-????-????-????????????',
    '    AuthenticationMethods publickey',
    '    PubkeyAuthentication yes',
    `    AuthorizedKeysCommand ${wiring.authorizedKeysCommand} %u %k`,
    '    AuthorizedKeysCommandUser root',
    '',
  ].join('\n')
}

function blocks(reason: string, fix: string): Objection {
  return { verdict: 'blocked', reason, fix }
}

function warns(reason: string, fix: string): Objection {
  return { verdict: 'warning', reason, fix }
}

function withoutPam(options: SshdOptions): Objection | undefined {
  if (optionOf(options, 'usepam') !== 'no') return undefined
  return blocks('"UsePAM no": roles are checked and users are made by PAM', 'Set "UsePAM yes"')
}

function denied(options: SshdOptions): Objection | undefined {
  const patterns = options.get('denyusers') ?? []
  if (reachOf(patterns) !== 'everybody') return undefined
  return blocks(`"DenyUsers ${patterns.join(' ')}" denies every one of them`, 'Take that pattern out of DenyUsers')
}

function notAllowed(options: SshdOptions): Objection | undefined {
  const patterns = options.get('allowusers') ?? []
  const reach = patterns.length === 0 ? 'everybody' : reachOf(patterns)
  if (reach === 'everybody') return undefined
  const found = `"AllowUsers ${patterns.join(' ')}"`
  if (reach === 'some')
    return warns(`${found} allows only some Entra users`, 'See that it means those who should log in')
  return blocks(
    `${found} allows none of them`,
    'Remove AllowUsers, or move it to a "Match User" section that leaves them out',
  )
}

function withoutKeys(options: SshdOptions): Objection | undefined {
  if (optionOf(options, 'pubkeyauthentication') !== 'no') return undefined
  return blocks(
    'a Match block that comes first sets "PubkeyAuthentication no" for them',
    'Take names with an "@" out of that Match block',
  )
}

function takenCommand(options: SshdOptions, { wiring }: Target): Objection | undefined {
  const command = optionOf(options, 'authorizedkeyscommand')
  if (command.split(' ')[0] === wiring.authorizedKeysCommand) return undefined
  return blocks(
    `a Match block that comes first has "AuthorizedKeysCommand ${command}" for them`,
    'Take names with an "@" out of that Match block',
  )
}

/** Each word is a way in: all its methods, separated by commas, must succeed. A certificate is one "publickey". */
function otherMethods(options: SshdOptions): Objection | undefined {
  const methods = optionOf(options, 'authenticationmethods')
  const ways = methods.split(/\s+/)
  if (['', 'any'].includes(methods) || ways.includes('publickey')) return undefined
  const reason = `a Match block that comes first has "AuthenticationMethods ${methods}" for them`
  const fix = 'Take names with an "@" out of that Match block'
  const dialogue = ways.some((way) => /^publickey(?:,keyboard-interactive(?::\w+)?)+$/.test(way))
  return dialogue ? warns(reason, fix) : blocks(reason, fix)
}

/** az ssh makes RSA keys. The keyword before OpenSSH 8.5 was PubkeyAcceptedKeyTypes. */
function withoutCertificates(options: SshdOptions): Objection | undefined {
  const keyword = options.has('pubkeyacceptedalgorithms') ? 'pubkeyacceptedalgorithms' : 'pubkeyacceptedkeytypes'
  const accepted = optionOf(options, keyword)
  if (accepted === '' || accepted.split(',').some((name) => /^(?:ssh-rsa|rsa-sha2-\d+)-cert-/.test(name)))
    return undefined
  return warns(
    'sshd accepts no RSA certificates, which az ssh uses',
    'Add rsa-sha2-512-cert-v01@openssh.com and rsa-sha2-256-cert-v01@openssh.com to PubkeyAcceptedAlgorithms',
  )
}

/** sshd asks for groups before the user exists; later logins succeed. Both ways out are the documented ones. */
function byGroup(options: SshdOptions): Objection | undefined {
  const found = ['AllowGroups', 'DenyGroups'].flatMap((keyword) => {
    const groups = options.get(keyword.toLowerCase()) ?? []
    return groups.length === 0 ? [] : [`"${keyword} ${groups.join(' ')}"`]
  })
  if (found.length === 0) return undefined
  return warns(
    `${found.join(' and ')} in the configuration of sshd: the first login of each Entra user will fail`,
    'Remove AllowGroups and DenyGroups, or move them to a "Match User" section that leaves names with an "@" out',
  )
}
