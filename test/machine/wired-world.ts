import { World } from '../world.ts'

export const account = '/etc/pam.d/common-account'
export const rule = 'account [default=ignore] pam_aad.so\n'
export const block = '\nMatch User *@*\n    AuthorizedKeysCommand /usr/sbin/aad_certhandler %u\n'

/** A world whose PAM, NSS and sshd name the login, though nothing of it is there. */
export function wiredWorld(): World {
  return new World()
    .file(account, `account required pam_unix.so\n${rule}`, 0o640)
    .file('/etc/nsswitch.conf', 'passwd: files aad\n')
    .file('/etc/ssh/sshd_config', `UsePAM yes\n${block}`, 0o600)
    .program('/usr/sbin/sshd', {})
}
