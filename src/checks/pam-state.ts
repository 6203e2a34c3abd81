import type { Finding } from '../core/finding.ts'
import type { Target } from '../core/target.ts'
import type { Host } from '../host.ts'
import { foreignLine, managedStacks } from './pam-auth-update.ts'
import { filesOfSsh, filesWithModule } from './pam-stack.ts'
import { readIfAny } from './readable.ts'

const check = 'pam-state'
const authselect = '/etc/authselect/authselect.conf'

type Verdict = { readonly blocked: string } | { readonly warning: string } | undefined
type Wiring = Target['wiring']

/** Who writes the PAM files of a system, told by what is there; each question is asked where it makes sense. */
const questions: readonly ((host: Host, wiring: Wiring) => Promise<Verdict>)[] = [
  locallyModified,
  withoutLinks,
  customProfile,
  unreached,
]

/**
 * Whether the packages can add their module to PAM: the tool that does it must not refuse because of changes made by
 * hand, and what it writes must be what sshd reads. Where the module is already reached, nothing is in the way.
 */
export async function checkPamState(host: Host, { wiring }: Pick<Target, 'wiring'>): Promise<Finding> {
  const files = await filesOfSsh(host, wiring)
  if ((await filesWithModule(host, wiring, files)).length > 0)
    return { check, verdict: 'passed', message: `PAM already has ${wiring.pam.module} for sshd.` }
  const warnings: string[] = []
  for (const question of questions) {
    const verdict = await question(host, wiring)
    if (verdict === undefined) continue
    if ('blocked' in verdict)
      return { check, verdict: 'blocked', code: 'pam.locally-modified', detail: { reason: verdict.blocked } }
    warnings.push(verdict.warning)
  }
  if (warnings.length > 0) return { check, verdict: 'warning', message: warnings.join(' ') }
  return { check, verdict: 'passed', message: 'PAM can take the login module.' }
}

/** Debian's pam-auth-update: where it keeps its record, it decides for all stacks at once. */
async function locallyModified(host: Host, { pam }: Wiring): Promise<Verdict> {
  const isManaged = pam.files.some((file) => file.startsWith('/etc/pam.d/common-'))
  if (!isManaged || (await host.files.resolve('/usr/sbin/pam-auth-update')) === undefined) return undefined
  for (const stack of managedStacks) {
    const file = `/etc/pam.d/common-${stack}`
    const [current, recorded] = [await readIfAny(host, file), await readIfAny(host, `/var/lib/pam/${stack}`)]
    if (current === undefined) return { blocked: `${file} is missing` }
    if (recorded === undefined) return { blocked: `its record /var/lib/pam/${stack} is missing` }
    const foreign = foreignLine(stack, { current, recorded })
    if (foreign !== undefined) return { blocked: `in ${file}, ${foreign}` }
  }
  return undefined
}

/** SUSE's pam-config writes common-*-pc; a common-* that is no link to it never shows what it wrote. */
async function withoutLinks(host: Host, { pam }: Wiring): Promise<Verdict> {
  const own: string[] = []
  for (const file of pam.files.filter((name) => name.startsWith('/etc/pam.d/common-'))) {
    if ((await host.files.stat(`${file}-pc`).catch(() => undefined)) === undefined) continue
    const end = await host.files.resolve(file)
    if (end !== undefined && end !== `${file}-pc`) own.push(file)
  }
  if (own.length === 0) return undefined
  const linked = own.length === 1 ? 'is no link to its -pc file' : 'are no links to their -pc files'
  return { warning: `${own.join(', ')} ${linked}: what pam-config writes, the login module too, has no effect there.` }
}

/** authselect: what is written beside a profile is lost at its next run, and a custom one may lack what sshd needs. */
async function customProfile(host: Host, { pam }: Wiring): Promise<Verdict> {
  if (!pam.files.some((file) => file.endsWith('/password-auth'))) return undefined
  const profile = (await readIfAny(host, authselect))?.split('\n')[0]?.trim() ?? ''
  if (!profile.startsWith('custom/')) return undefined
  const warning = `PAM is made by authselect from the profile "${profile}" of this machine; if login is not wired afterwards, add ${pam.module} to that profile.`
  return { warning }
}

/** Hardened images lead sshd past the files that the packages write to. */
async function unreached(host: Host, wiring: Wiring): Promise<Verdict> {
  const reached = await filesOfSsh(host, wiring)
  const [own] = reached
  if (own === undefined) return { warning: '/etc/pam.d/sshd is missing: PAM would refuse every login by SSH.' }
  const expected = wiring.pam.files.filter((file) => file !== own)
  if (expected.length === 0 || expected.some((file) => reached.includes(file))) return undefined
  return { warning: `${own} includes none of ${expected.join(', ')}: what the packages add there does not reach sshd.` }
}
