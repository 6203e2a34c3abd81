import type { Host } from '../host.ts'
import type { Finding } from '../core/finding.ts'
import type { MissingPiece, Piece } from '../core/piece.ts'
import type { Target } from '../core/target.ts'
import { together } from '../core/together.ts'
import { missingCommand } from './command-wiring.ts'
import { missingNss } from './nss-wiring.ts'
import { missingPam } from './pam-wiring.ts'
import { missingSshd } from './sshd-wiring.ts'
import { brokenSudoers } from './sudoers.ts'

const check = 'login-wiring'

/**
 * Whether an Entra user can really come in, and local users as before: the command that checks certificates runs, NSS
 * and PAM know the module, sshd's effective configuration, asked from sshd itself, calls the command, and the rules
 * for sudo are valid. Changes nothing.
 */
export async function checkLoginWiring(host: Host, target: Target): Promise<Finding> {
  const pieces = await together([
    missingCommand(host, target).then(named('command')),
    missingNss(host, target),
    missingPam(host, target),
    missingSshd(host, target).then(named('sshd')),
    brokenSudoers(host).then(named('sudoers')),
  ])
  const missing = pieces.flat()
  if (missing.length === 0)
    return { check, verdict: 'passed', message: 'NSS, PAM and sshd are set up for Microsoft Entra users.' }
  const detail = { missing: missing.map(({ what }) => what).join('; ') }
  const broken = [...new Set(missing.map(({ piece }) => piece))]
  return { check, verdict: 'blocked', code: 'login.not-wired', detail, pieces: broken }
}

function named(piece: Piece): (missing: readonly string[]) => MissingPiece[] {
  return (missing) => missing.map((what) => ({ piece, what }))
}
