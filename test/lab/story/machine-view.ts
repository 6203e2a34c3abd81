import type { Machine } from '../machine/machine.ts'

/** What a person would look at to see whether login with Entra ID is there. */
export interface MachineView {
  /** Installed version of aadsshlogin, or "not installed". */
  readonly package: string
  /** Files that configure or trust the repository. */
  readonly repository: string
  /** The passwd line of nsswitch.conf. */
  readonly nss: string
  /** PAM files that name pam_aad. */
  readonly pam: string
  /** Whom sshd asks for the keys of an Entra user. */
  readonly sshd: string
  /** Whom sshd asks for the keys of a local user. */
  readonly sshdForLocalUsers: string
  readonly stateFolder: string
}

const script = `
version=$(dpkg-query -W -f='\${db:Status-Abbrev} \${Version}' aadsshlogin 2>/dev/null | sed -n 's/^ii *//p')
echo "package=\${version:-not installed}"
echo "repository=$(ls /etc/apt/sources.list.d /usr/share/keyrings | grep -i -e aadssh -e microsoft | tr '\\n' ' ')"
echo "nss=$(grep ^passwd: /etc/nsswitch.conf | tr -s ' ')"
echo "pam=$(cd /etc/pam.d; grep -l pam_aad * | tr '\\n' ' ')"
keys() { sshd -T -C "user=$1,host=x,addr=10.0.0.9" | sed -n 's/^authorizedkeyscommand //p'; }
echo "sshd=$(keys alice@contoso.com)"
echo "sshdForLocalUsers=$(keys root)"
echo "stateFolder=$(ls /var/lib/aadsshlogin-handler 2>/dev/null | tr '\\n' ' ')"
`

/** What a machine is like right now. */
export async function lookAt(machine: Machine): Promise<MachineView> {
  const { stdout } = await machine.must(['sh', '-c', script])
  const lines = stdout.trim().split('\n')
  const value = (name: string): string => {
    const line = lines.find((candidate) => candidate.startsWith(`${name}=`)) ?? ''
    return line.slice(name.length + 1).trim() || '-'
  }
  return {
    package: value('package'),
    repository: value('repository'),
    nss: value('nss'),
    pam: value('pam'),
    sshd: value('sshd'),
    sshdForLocalUsers: value('sshdForLocalUsers'),
    stateFolder: value('stateFolder'),
  }
}
