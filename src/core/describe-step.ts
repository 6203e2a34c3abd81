import type { Step, WantedPackage } from './plan.ts'
import type { SessionPolicy } from './session.ts'

/** One line for a person: what a step does. */
export function describeStep(step: Step): string {
  switch (step.kind) {
    case 'install-key':
      return `install the repository key ${step.path}`
    case 'trust-keys':
      return `trust the repository key ${step.path}`
    case 'distrust-keys':
      return `take back the trust in the repository key ${step.fingerprints.join(', ')}`
    case 'write-file':
      return `write ${step.path}`
    case 'restore-file':
      return `restore ${step.path}`
    case 'remove-file':
      return `remove ${step.path}`
    case 'repair-packages':
      return 'finish the interrupted package configuration'
    case 'reconfigure-packages':
      return `configure ${step.names.join(', ')} once more`
    case 'reinstall-packages':
      return `install ${step.packages.map((wanted) => named(wanted)).join(', ')} once more`
    case 'reload-sshd':
      return `reload sshd (process ${step.sshd.pid})`
    case 'install-prerequisites':
      return `install ${step.names.join(', ')}, without which the repository cannot be read`
    case 'refresh-packages':
      return `read the package list of ${step.source.url}`
    case 'install-packages':
      return `install ${step.packages.map((wanted) => named(wanted)).join(', ')}`
    case 'remove-packages':
      return `${step.purge ? 'purge' : 'remove'} ${step.names.join(', ')}`
    case 'settle-sessions':
      return describeSettling[step.policy]
    case 'clear-wiring':
      return 'make sure that PAM, NSS and sshd name nothing of what was removed'
    case 'bring-back':
      return `bring back ${step.packages.map((wanted) => named(wanted)).join(', ')}`
    case 'remove-dependencies':
      return `remove what was installed along${step.names === undefined ? '' : `: ${step.names.join(', ')}`}`
  }
}

const describeSettling: Readonly<Record<SessionPolicy, string>> = {
  wait: 'wait until no Microsoft Entra user is logged in',
  fail: 'make sure that no Microsoft Entra user is logged in',
  terminate: 'end the sessions of Microsoft Entra users',
}

function named(wanted: WantedPackage): string {
  return wanted.version === undefined ? wanted.name : `${wanted.name} ${wanted.version}`
}
