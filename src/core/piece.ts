/** The pieces that a login needs, as verification tells them apart: what is missing decides how it is put right. */
export const pieces = [
  'command',
  'nss',
  'nss-module',
  'pam',
  'pam-module',
  'sshd',
  'sudoers',
  'selinux-module',
  'sshd-reload',
] as const
export type Piece = (typeof pieces)[number]

/** A piece that is missing, and a clause for a person that says so. */
export interface MissingPiece {
  readonly piece: Piece
  readonly what: string
}

/** What a person types to put a package right, as the package manager of the machine has it. */
export interface ByHand {
  /** Undefined where the manager has no such thing. */
  readonly reconfigure?: string
  readonly reinstall: string
  /** Of a rollback that failed: takes {names} away again, and back to {packages}, each with its version. */
  readonly purge: string
  readonly goBack: string
}

/** Names that the commands of a person mention. */
export interface ByHandNames {
  readonly login: string
  readonly selinux: string
  readonly sshdUnit: string
  readonly nss: { readonly file: string; readonly database: string; readonly module: string }
}

/** The commands that put these pieces right, one after the other; each is named once. */
export function commandsFor(missing: readonly Piece[], byHand: ByHand, names: ByHandNames): string {
  return [...new Set(missing.map((piece) => commandFor(piece, byHand, names)))].join('; ')
}

function commandFor(piece: Piece, { reconfigure, reinstall }: ByHand, names: ByHandNames): string {
  const { nss, login } = names
  const again = (reconfigure ?? reinstall).replace('{name}', login)
  switch (piece) {
    case 'command':
    case 'nss-module':
    case 'pam-module':
      return reinstall.replace('{name}', login)
    case 'nss':
      return `sudo sed -i '/^${nss.database}:/s/$/ ${nss.module}/' ${nss.file}`
    case 'pam':
      // It asks which modules to use; the one of the login is among them.
      return reconfigure === undefined ? again : `${again}; sudo pam-auth-update`
    case 'sshd':
      return again
    case 'sudoers':
      return 'sudo visudo -f /etc/sudoers.d/aad_admins'
    case 'selinux-module':
      return (reconfigure ?? reinstall).replace('{name}', names.selinux)
    case 'sshd-reload':
      return `sudo sshd -t && sudo systemctl reload ${names.sshdUnit}`
  }
}
