/**
 * The failure catalogue: one row per failure, the only place where a customer's text stands.
 * `{name}` is a hole that the throw site fills. Codes are stable: people and queries look them up.
 */
export interface FailureRow {
  /** Exit code; never 126-165 or 255, which shells use for themselves. */
  readonly exit: number
  readonly cause: string
  readonly remedy: string
  /** Who has to act. */
  readonly owner: 'customer' | 'machine' | 'handler'
  /** Whether the same command may well succeed later with nothing changed. */
  readonly transient: boolean
}

export type FailureCode = keyof typeof failures

export const failures = {
  'repository.unreachable': {
    exit: 20,
    cause: 'The package repository {url} cannot be reached: {answer}.',
    remedy:
      'Allow outbound HTTPS (TCP 443) from this VM to that address, or set "proxy" or "repository.baseUrl" in the extension settings. The agent tries again at the next change of the VM.',
    owner: 'customer',
    transient: true,
  },
  'repository.refused': {
    exit: 20,
    cause: 'The package repository {url} refuses: {answer}.',
    remedy:
      'Check that a proxy or firewall does not answer in its place and, with a private mirror, that "repository.baseUrl" has the layout of packages.microsoft.com.',
    owner: 'customer',
    transient: false,
  },
  'repository.no-egress': {
    exit: 20,
    cause: 'The package repository {url} cannot be reached: {answer}. This VM seems to have no way out.',
    remedy:
      'New virtual networks have no default outbound access: give the subnet a NAT gateway or a firewall that allows HTTPS (TCP 443) to that address, or set "proxy" or "repository.baseUrl" in the extension settings.',
    owner: 'customer',
    transient: true,
  },
  'repository.client-certificate': {
    exit: 20,
    cause:
      'A repository of the distribution, needed to {work}, refuses the certificate of this VM: {answer}. It may have expired.',
    remedy:
      'Renew it (Red Hat in Azure: sudo yum update -y --disablerepo="*" --enablerepo="*microsoft*"), then run the same az vm extension set again.',
    owner: 'machine',
    transient: false,
  },
  'login.not-wired': {
    exit: 21,
    cause: 'The packages are installed but login is not wired: {missing}.',
    remedy:
      'Another tool may have rewritten the configuration, and what the packages do about it was not enough. Put it right by hand ({commands}), then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'identity.missing': {
    exit: 22,
    cause: 'This VM has no system-assigned managed identity (asked the metadata service for {seconds} s: {answer}).',
    remedy:
      'Assign one: az vm identity assign -g <group> -n <vm> (scale set: az vmss identity assign, then update the instances; Bicep AVM: managedIdentities.systemAssigned = true). The agent tries again by itself; if the portal still shows failed, run the same az vm extension set again.',
    owner: 'customer',
    transient: false,
  },
  'identity.user-assigned-only': {
    exit: 22,
    cause: 'This VM has only user-assigned managed identities ({identity}); login needs the system-assigned one.',
    remedy:
      'Add it beside the others: az vm identity assign -g <group> -n <vm> (scale set: az vmss identity assign, then update the instances). The agent tries again by itself; if the portal still shows failed, run the same az vm extension set again.',
    owner: 'customer',
    transient: false,
  },
  'identity.arc-missing': {
    exit: 22,
    cause: 'This Azure Arc machine has no managed identity (asked its agent for {seconds} s: {answer}).',
    remedy:
      'The identity is made when the machine is connected. See sudo azcmagent show and az connectedmachine show -g <group> -n <machine> --query identity; if there is none, connect the machine again (azcmagent connect).',
    owner: 'customer',
    transient: false,
  },
  'predecessor.present': {
    exit: 23,
    cause: 'The older AADLoginForLinux is still on this VM: {found}.',
    remedy:
      'Remove it first: {commands}. Then run the same az vm extension set again. Or set "migrate" to true in the extension settings: then the packages are removed for you, also where their scripts fail.',
    owner: 'customer',
    transient: false,
  },
  'memory.too-small': {
    exit: 24,
    cause: 'This VM has {found} of memory; login needs at least 1 GB.',
    remedy: 'Resize the VM to a size with 1 GiB of memory or more, then run the same az vm extension set again.',
    owner: 'customer',
    transient: false,
  },
  'identity.unknown': {
    exit: 25,
    cause:
      'The metadata service 169.254.169.254 gave no usable answer for {seconds} s ({answer}), so the managed identity is unknown.',
    remedy:
      'Let this VM reach http://169.254.169.254 directly: no firewall rule, no proxy (no_proxy=169.254.169.254). Test: curl -H Metadata:true "http://169.254.169.254/metadata/instance?api-version=2021-02-01".',
    owner: 'machine',
    transient: true,
  },
  'identity.arc-unknown': {
    exit: 25,
    cause:
      'The agent of this Azure Arc machine (himds, 127.0.0.1:40342) gave no usable answer for {seconds} s ({answer}), so the managed identity is unknown.',
    remedy:
      'See that the agent runs and is connected: sudo azcmagent show; sudo systemctl restart himdsd. If this is an Azure VM and no Arc machine, remove what is left of that agent (/opt/azcmagent).',
    owner: 'machine',
    transient: true,
  },
  'system.unknown': {
    exit: 51,
    cause: 'This Linux system is not supported: {system}.',
    remedy: 'Use a distribution of the supported matrix in the README of this extension.',
    owner: 'customer',
    transient: false,
  },
  'system.derivative': {
    exit: 51,
    cause: '{system} is not supported, but it derives from {parent}, which is.',
    remedy:
      'Set "allowDerivatives" to true in the extension settings to have the login packages of {parent} tried, or use a distribution of the supported matrix in the README of this extension.',
    owner: 'customer',
    transient: false,
  },
  'system.refused': {
    exit: 51,
    cause: '{system} is not supported: {reason}.',
    remedy: 'Use a distribution of the supported matrix in the README of this extension.',
    owner: 'customer',
    transient: false,
  },
  'system.version': {
    exit: 51,
    cause: '{system} is too old; supported from {from} on.',
    remedy: 'Upgrade the distribution, or use a VM with a version of the supported matrix.',
    owner: 'customer',
    transient: false,
  },
  'system.architecture': {
    exit: 51,
    cause: '{system} on {architecture} is not supported (supported: {supported}).',
    remedy: 'Use a VM size with a supported processor architecture.',
    owner: 'customer',
    transient: false,
  },
  'system.repository-gone': {
    exit: 51,
    cause: 'Microsoft has taken away the package repository for {system}.',
    remedy:
      'Use a version of the supported matrix, or set "repository.baseUrl" in the extension settings to a mirror that still has the repository.',
    owner: 'customer',
    transient: false,
  },
  'system.no-package-manager': {
    exit: 52,
    cause: '{system} has no {tool}, the package manager that installs the login packages.',
    remedy:
      'Use an ordinary image of the distribution; container and image-based variants without {tool} are not supported. If it was removed, bring it back, then run the extension again.',
    owner: 'customer',
    transient: false,
  },
  'package.not-published': {
    exit: 51,
    cause: 'The repository {url} was read and has no package {wanted} for {system} on {architecture}.',
    remedy:
      'Use a supported version of the distribution, or another "package.version"; published versions: {versions}.',
    owner: 'customer',
    transient: false,
  },
  'repository.not-there-yet': {
    exit: 51,
    cause: 'There is no package repository for {system} at {url}: {answer}.',
    remedy:
      'This system is newer than this extension knows, and its packages may not be published yet. Use a version of the supported matrix, name a mirror that has them in "repository.baseUrl", or run the same az vm extension set again once they are there.',
    owner: 'customer',
    transient: false,
  },
  'package.held': {
    exit: 52,
    cause: 'The package manager of this VM is told to leave {package} alone: {reason}.',
    remedy:
      'Take the package out of the exclusion, hold or version lock (exclude= in the configuration, versionlock, zypper addlock, apt-mark hold), then run the extension again.',
    owner: 'customer',
    transient: false,
  },
  'package.unmet': {
    exit: 52,
    cause: 'A package that is needed to {work} cannot be had: {reason}.',
    remedy:
      'Enable the repositories of the distribution and bring the system up to date, or set "package.version" to a version that fits this system, then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'dependency.missing-tool': {
    exit: 52,
    cause: 'A program that is needed is missing: {tool}.',
    remedy: 'Install it with the package manager of this system, then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'dependency.disk-full': {
    exit: 52,
    cause: 'There is not enough disk space: {detail}.',
    remedy: 'Free some space (see: df -h / /var /tmp), then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'dependency.read-only': {
    exit: 52,
    cause: 'A file system that must be written is read-only: {detail}.',
    remedy: 'Mount it read-write (see: findmnt -o TARGET,OPTIONS), then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'dependency.noexec': {
    exit: 52,
    cause: 'A file system from which package scripts have to run is mounted noexec: {detail}.',
    remedy: 'Mount it without noexec (see: findmnt -o TARGET,OPTIONS), then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'dependency.permission': {
    exit: 52,
    cause: 'The system denied access: {detail}.',
    remedy: 'Run as root, and check for immutable files (lsattr) or a security module that forbids the change.',
    owner: 'machine',
    transient: false,
  },
  'ssh-server.missing': {
    exit: 52,
    cause: 'There is no OpenSSH server on this machine ({program}).',
    remedy: 'Install and start it (package openssh-server, on SUSE openssh), then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'ssh-server.too-old': {
    exit: 52,
    cause: 'The OpenSSH server is too old: {found}; login needs {needed} or newer.',
    remedy: 'Upgrade the OpenSSH server, then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'ssh-server.invalid': {
    exit: 52,
    cause: 'The SSH server does not accept its own configuration: {reason}.',
    remedy:
      'Nothing was changed, because a reload would end the SSH server. Correct what sudo sshd -t names, then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'ssh-server.no-host-keys': {
    exit: 52,
    cause: 'The SSH server has no host key it can use (none there, or readable for others), so a reload would end it.',
    remedy:
      'Nothing was changed. Make them (sudo ssh-keygen -A; sudo chmod 600 /etc/ssh/ssh_host_*_key), see that sudo sshd -t is silent, then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'ssh-server.shuts-out': {
    exit: 52,
    cause: 'The configuration of sshd lets no Microsoft Entra user in: {reason}.',
    remedy: '{fix}; check with sudo sshd -t, reload sshd, then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'pam.locally-modified': {
    exit: 52,
    cause: 'Login cannot be added to PAM, because pam-auth-update would leave it as it is: {reason}.',
    remedy:
      'Take that change back, or have the files made anew (sudo pam-auth-update --force; what was there stays as common-*.pam-old), then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'agent.competing': {
    exit: 52,
    cause: '{agent} already manages Microsoft Entra users on this machine ({found}).',
    remedy:
      'Only one of the two can answer for the same names: remove that one from this machine as its documentation says, or do not use this extension here.',
    owner: 'customer',
    transient: false,
  },
  'settings.invalid': {
    exit: 53,
    cause: 'The extension settings are not valid: {problem}.',
    remedy: 'Correct the settings and run az vm extension set again; nothing on the VM was changed.',
    owner: 'customer',
    transient: false,
  },
  'settings.undecryptable': {
    exit: 53,
    cause: 'The protected settings cannot be decrypted: {problem}.',
    remedy:
      'Send them again with az vm extension set --protected-settings; the certificate of the VM may have changed.',
    owner: 'customer',
    transient: false,
  },
  'packages.locked': {
    exit: 56,
    cause: 'The package manager is in use by {holder}; waited {seconds} s.',
    remedy: 'Let it finish, or stop it, then run the extension again; the agent also tries again by itself.',
    owner: 'machine',
    transient: true,
  },
  'deadline.reached': {
    exit: 60,
    cause: 'Not enough time was left for: {step}.',
    remedy: 'Run the same az vm extension set again: what is done stays done. The log says where the time went.',
    owner: 'machine',
    transient: true,
  },
  'transaction.running': {
    exit: 61,
    cause: 'A package transaction of this extension is still running: {transaction}.',
    remedy:
      'It is left to finish. The next run of the extension waits for it first; then run az vm extension set again.',
    owner: 'machine',
    transient: true,
  },
  'repository.key-mismatch': {
    exit: 62,
    cause: 'The signing key from {source} is not the expected one (wanted {wanted}, found {found}).',
    remedy:
      'Nothing was installed. Check that nobody answers in the place of the repository; for a private mirror set "repository.key.fingerprint" to its key.',
    owner: 'customer',
    transient: false,
  },
  'handler.busy': {
    exit: 63,
    cause: 'Another run of this extension is still at work: {holder}; waited {seconds} s.',
    remedy: 'Let it finish; the agent tries again by itself.',
    owner: 'machine',
    transient: true,
  },
  'packages.transaction-failed': {
    exit: 64,
    cause: 'The package manager could not {work}: {reason}.',
    remedy:
      'Put right what that names and repair the packages (Debian, Ubuntu: sudo dpkg --configure -a; sudo apt-get -f install. Red Hat and its kin: sudo dnf check. SUSE: sudo zypper verify), then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'handler.not-converged': {
    exit: 65,
    cause: 'After all steps succeeded, something is still to do: {left}.',
    remedy: 'Run the extension again; if it stays so, open an issue with the log.',
    owner: 'handler',
    transient: false,
  },
  'agent.environment': {
    exit: 66,
    cause: 'HandlerEnvironment.json of the guest agent cannot be used: {problem}.',
    remedy: 'Restart the guest agent (sudo systemctl restart walinuxagent or waagent): it writes that file anew.',
    owner: 'machine',
    transient: true,
  },
  'rollback.incomplete': {
    exit: 67,
    cause:
      'What a failed command had done could not be taken back in full; still to do: {left}. It had failed with "{failure}".',
    remedy: 'Do this: {commands}run the extension again, which goes on from there and may succeed by itself.',
    owner: 'machine',
    transient: false,
  },
  'packages.database': {
    exit: 68,
    cause: 'The package database cannot be read: {detail}.',
    remedy:
      'Repair it (Debian, Ubuntu: see /var/lib/dpkg/status and /var/backups; systems with rpm: sudo rpm --rebuilddb), then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'packages.configuration': {
    exit: 64,
    cause: 'The configuration of the package manager is broken: {reason}.',
    remedy: 'Correct the file that is named, then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'repository.conflict': {
    exit: 64,
    cause: 'The package repository is configured twice with different keys: {reason}.',
    remedy: 'Keep one entry for packages.microsoft.com below /etc/apt, then run the extension again.',
    owner: 'machine',
    transient: false,
  },
  'repository.key-refused': {
    exit: 62,
    cause: 'This machine refuses the signing key of the package repository: {reason}.',
    remedy:
      'Nothing was installed. Newer systems refuse keys that have expired or whose own signatures use SHA-1: name a newer key of the repository in "repository.key", or ask its owner for one.',
    owner: 'customer',
    transient: false,
  },
  'repository.signature': {
    exit: 62,
    cause: 'The package repository {url} is not signed by the key this machine trusts for it: {reason}.',
    remedy:
      'Nothing was installed. Check that nobody answers in the place of the repository, and that the keyring of its entry holds its current key.',
    owner: 'customer',
    transient: false,
  },
  usage: {
    exit: 69,
    cause: 'Wrong command line: {problem}.',
    remedy:
      'Use one of: check, plan, status, explain, support-bundle (--help tells their options), or, as the guest agent does: install, enable, disable, update, uninstall.',
    owner: 'customer',
    transient: false,
  },
  'usage.not-root': {
    exit: 69,
    cause: 'The command "{command}" is for root only.',
    remedy: 'Run it with sudo: sudo {program} {command}.',
    owner: 'customer',
    transient: false,
  },
  'usage.standalone': {
    exit: 69,
    cause:
      'The option --standalone is for a package in /opt/aadsshlogin-handler/<version>, and this one is in {folder}.',
    remedy:
      'Unpack aadsshlogin-handler.tar.gz there, and run /opt/aadsshlogin-handler/<version>/scripts/handler.sh {operation} --standalone.',
    owner: 'customer',
    transient: false,
  },
  'sessions.open': {
    exit: 71,
    cause:
      'Microsoft Entra users are still logged in after {seconds} s, and the packages are not removed under them: {users}.',
    remedy:
      'Nothing was removed; login works as before. Log them off ({command}) or set "sessions" to "terminate" in the extension settings, then do the same again; where a delete has taken the extension away already, set it and delete it once more.',
    owner: 'customer',
    transient: true,
  },
  'removal.unsafe': {
    exit: 72,
    cause:
      'The packages {packages} were not removed, because without their own scripts, which fail ({failure}), that could lock everybody out: {reason}.',
    remedy:
      'The packages are still there. Put that right by hand, keep a root shell open meanwhile, then do the same again.',
    owner: 'machine',
    transient: false,
  },
  'owner.standalone': {
    exit: 73,
    cause:
      'The login on this VM is managed by the standalone handler in {folder} (VM Application, Ansible or by hand), and two do not manage one login.',
    remedy:
      'Nothing was changed and login works as before. Delete this extension. Or remove the other (the VM Application; without one: sudo {folder}/current/scripts/handler.sh uninstall --standalone; sudo rm -r {folder}), then run the same az vm extension set again.',
    owner: 'customer',
    transient: false,
  },
  'owner.extension': {
    exit: 73,
    cause: 'The login on this VM is managed by its VM extension ({found}), and two do not manage one login.',
    remedy:
      'Nothing was changed and login works as before. Take the VM Application off, or remove /opt/aadsshlogin-handler. Or delete the extension (az vm extension delete -g <group> --vm-name <vm> -n AADSSHLoginForLinux), then run the same command again.',
    owner: 'customer',
    transient: false,
  },
  'handler.bug': {
    exit: 70,
    cause: 'The extension met an error of its own: {detail}.',
    remedy: 'Open an issue with the log; running the extension again may help.',
    owner: 'handler',
    transient: false,
  },
} as const satisfies Record<string, FailureRow>
