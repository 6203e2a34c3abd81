/** Something that went wrong on a machine with the extension, and what one `enable` is to make of it. */
export interface Damage {
  readonly name: string
  /** Shell lines. */
  readonly done: string
  /** What the handler's steps were, as substatuses name them. */
  readonly steps: readonly string[]
  /** How often sshd is to be reloaded, by the packages or by us. */
  readonly reloads: 0 | 1
  /** What `enable` ends with; 0 unless told. */
  readonly code?: number
  /** What of it is the administrator's own, and stays: a part of the lines of the difference. */
  readonly stays?: readonly string[]
  /** A part of what it says. */
  readonly says?: string
  /** Shell lines that a person types then, or that end what was only there for the test. */
  readonly afterwards?: string
}

const source = ['refresh-packages', 'reinstall-packages']
const entry = '/etc/apt/sources.list.d/aadsshlogin-handler.list'
const module = '$(ls /usr/lib/*/libnss_aad.so.2)'
const pamModule = '$(ls /usr/lib/*/security/pam_aad.so /usr/lib*/security/pam_aad.so 2>/dev/null)'

/** Each is done to a machine on which the login works. */
export const damages: readonly Damage[] = [
  {
    name: 'sshd_config reset by VMAccess: the block is gone',
    done: `perl -0pi -e 's/\\nMatch User [^\\n]*# Added by aadsshlogin installer\\n(?:    [^\\n]*\\n)*//' /etc/ssh/sshd_config`,
    steps: ['reconfigure-packages'],
    reloads: 1,
  },
  {
    name: 'sshd_config replaced by that of the distribution',
    done: 'cp /usr/share/openssh/sshd_config /etc/ssh/sshd_config',
    stays: ['changed /etc/ssh/sshd_config '],
    steps: ['reconfigure-packages'],
    reloads: 1,
  },
  {
    name: 'a file of sshd_config.d removed, sshd not reloaded',
    done: 'rm /etc/ssh/sshd_config.d/50-lab.conf',
    stays: ['removed /etc/ssh/sshd_config.d/50-lab.conf'],
    steps: ['reload-sshd'],
    reloads: 1,
  },
  {
    name: 'sshd runs with an older configuration',
    done: "echo '# by hand' >> /etc/ssh/sshd_config",
    stays: ['changed /etc/ssh/sshd_config '],
    steps: ['reload-sshd'],
    reloads: 1,
  },
  {
    name: 'PAM without the line of pam_aad',
    // To pam-auth-update that is a decision, which it keeps to.
    done: "cp /etc/pam.d/common-account /tmp; sed -i '/pam_aad/d' /etc/pam.d/common-account",
    steps: ['reconfigure-packages'],
    reloads: 0,
    code: 21,
    says: 'pam_aad is in none of',
    afterwards: 'pam-auth-update --enable aad; cmp /tmp/common-account /etc/pam.d/common-account',
  },
  {
    name: 'profile of pam-auth-update removed',
    done: 'pam-auth-update --package --remove aad',
    steps: ['reconfigure-packages'],
    reloads: 0,
  },
  {
    name: 'PAM written by hand: pam-auth-update leaves it alone',
    done: "printf 'account required pam_unix.so\\n' > /etc/pam.d/common-account",
    steps: [],
    reloads: 0,
    code: 52,
    says: 'pam-auth-update --force',
    afterwards: 'pam-auth-update --force --package',
  },
  {
    name: 'aad not in the passwd line of NSS',
    done: "sed -i --follow-symlinks '/^passwd:/s/ aad$//' /etc/nsswitch.conf",
    steps: ['reconfigure-packages'],
    reloads: 0,
  },
  {
    name: 'NSS without a passwd line',
    done: "cp /etc/nsswitch.conf /tmp/nsswitch.conf; sed -i '/^passwd:/d' /etc/nsswitch.conf",
    steps: ['reconfigure-packages'],
    reloads: 0,
    code: 21,
    says: '"aad" is not in the passwd line of /etc/nsswitch.conf; tried: configure aadsshlogin once more',
    afterwards: 'mv /tmp/nsswitch.conf /etc/nsswitch.conf',
  },
  { name: 'NSS library deleted', done: `rm ${module}; ldconfig`, steps: source, reloads: 0 },
  { name: 'PAM module deleted', done: `rm ${pamModule}`, steps: source, reloads: 0 },
  { name: 'aad_certhandler deleted', done: 'rm /usr/sbin/aad_certhandler', steps: source, reloads: 0 },
  { name: 'aad_certhandler not executable', done: 'chmod 644 /usr/sbin/aad_certhandler', steps: source, reloads: 0 },
  { name: 'aad_certhandler is empty', done: ': > /usr/sbin/aad_certhandler', steps: source, reloads: 0 },
  {
    name: 'package half configured',
    done: "sed -i '/^Package: aadsshlogin$/,/^$/s/install ok installed/install ok half-configured/' /var/lib/dpkg/status",
    steps: ['repair-packages', 'refresh-packages', 'install-packages'],
    reloads: 0,
  },
  {
    name: 'package removed but for its configuration',
    done: 'apt-get -qq -y remove aadsshlogin',
    // The package takes its users with it.
    stays: ['changed /etc/aadpasswd ', 'changed /etc/ssh/sshd_config '],
    steps: ['refresh-packages', 'install-packages'],
    reloads: 1,
  },
  {
    name: 'package of the SELinux module removed',
    done: 'mv /usr/sbin/aad_certhandler /tmp/; dpkg --purge aadsshlogin-selinux; mv /tmp/aad_certhandler /usr/sbin/',
    steps: ['refresh-packages', 'install-packages'],
    reloads: 0,
  },
  {
    name: 'rules for sudo broken',
    done: "echo 'no rule' > /etc/sudoers.d/aad_admins",
    steps: source,
    reloads: 0,
  },
  {
    name: 'rules for sudo removed: a decision of the administrator',
    done: 'rm /etc/sudoers.d/aad_admins',
    stays: ['removed /etc/sudoers.d/aad_admins'],
    steps: [],
    reloads: 0,
  },
  {
    name: 'our repository entry disabled',
    done: `sed -i 's/^deb/#deb/' ${entry}`,
    steps: ['install-key', 'write-file', 'refresh-packages'],
    reloads: 0,
  },
  {
    name: 'our repository entry removed',
    done: `rm ${entry}`,
    steps: ['install-key', 'write-file', 'refresh-packages'],
    reloads: 0,
  },
  {
    name: 'our keyring deleted',
    done: 'rm /usr/share/keyrings/aadsshlogin-handler.gpg',
    steps: ['install-key', 'write-file', 'refresh-packages'],
    reloads: 0,
  },
]

/** The same on a system with rpm, which has nothing that configures a package anew. */
export const rpmDamages: readonly Damage[] = [
  {
    name: 'sshd_config reset: the block is gone',
    done: `perl -0pi -e 's/\\nMatch User [^\\n]*# Added by aadsshlogin installer\\n(?:    [^\\n]*\\n)*//' /etc/ssh/sshd_config`,
    steps: source,
    reloads: 0,
  },
  {
    name: 'aad not in the passwd line of NSS',
    done: "sed -i --follow-symlinks '/^passwd:/s/ aad$//' /etc/nsswitch.conf",
    steps: source,
    reloads: 0,
  },
  {
    name: 'PAM without the line of pam_aad',
    done: "sed -i --follow-symlinks '/pam_aad/d' /etc/pam.d/password-auth",
    steps: source,
    reloads: 0,
  },
  { name: 'PAM module deleted', done: `rm ${pamModule}`, steps: source, reloads: 0 },
  { name: 'aad_certhandler deleted', done: 'rm /usr/sbin/aad_certhandler', steps: source, reloads: 0 },
  { name: 'rules for sudo broken', done: "echo 'no rule' > /etc/sudoers.d/aad_admins", steps: source, reloads: 0 },
  {
    name: 'our repository entry removed, and the NSS library deleted',
    done: `rm ${module} /etc/yum.repos.d/aadsshlogin-handler.repo`,
    // The entry first, for itself; then what the login lacks.
    steps: ['install-key', 'write-file', 'refresh-packages', ...source],
    reloads: 0,
  },
]
